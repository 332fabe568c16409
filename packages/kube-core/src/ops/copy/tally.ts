/**
 * What a copy has done so far: {@link Tally} counts, tells, and keeps the hash of each file where it is asked for.
 */
import { createHash, type Hash } from 'node:crypto';
import { tell } from '../../util/callbacks.js';
import type { Copied, CopyOptions, Note } from './options.js';

/** One for each copy. */
export class Tally implements Note {
  readonly #options: CopyOptions;
  readonly #hashes = new Map<string, string>();
  #hash: Hash | undefined;
  #files = 0;
  #bytes = 0;

  constructor(options: CopyOptions) {
    this.#options = options;
  }

  get copied(): Copied {
    return { files: this.#files, bytes: this.#bytes };
  }

  /** The SHA-256 of each file by its path in the container; nothing where they are not compared. */
  get hashes(): ReadonlyMap<string, string> {
    return this.#hashes;
  }

  readonly bytes = (path: string, chunk: Uint8Array): void => {
    this.#bytes += chunk.length;
    if (this.#options.verify === true) (this.#hash ??= createHash('sha256')).update(chunk);
    this.#tell(path);
  };

  readonly file = (path: string): void => {
    this.#files++;
    if (this.#options.verify === true) this.#hashes.set(path, (this.#hash ?? createHash('sha256')).digest('hex'));
    this.#hash = undefined;
    this.#tell(path);
  };

  readonly link = (): void => void this.#files++;

  #tell(path: string): void {
    const { onProgress } = this.#options;
    if (onProgress !== undefined) tell('onProgress', () => onProgress({ path, ...this.copied }));
  }
}
