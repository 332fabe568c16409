/**
 * A stream that a file is copied into: {@link Sink}.
 */
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { onAbort } from '../../../util/async/abort.js';

type Failure = { readonly error: unknown } | undefined;

/** A stream that is closed may never answer a write; neither may one that waits for somebody else when the copy is to end. */
export class Sink implements Disposable {
  readonly #stream: Writable;
  readonly #done: Promise<void>;
  readonly #release: () => void;
  #failure: Failure;
  #giveUp: (error: unknown) => void = () => undefined;

  /** @param signal - Ends what waits, with its reason. */
  constructor(stream: Writable, signal: AbortSignal | undefined) {
    this.#stream = stream;
    this.#done = finished(stream, { readable: false }); // of a socket, the other direction has nothing to do with it
    this.#done.catch((error: unknown) => this.#fail(error));
    this.#release = onAbort(signal, (reason) => this.#fail(reason));
  }

  /** @throws what the stream fails with; the signal's reason. */
  write(chunk: Uint8Array): Promise<void> {
    return this.#unlessFailed((resolve, reject) => this.#stream.write(chunk, (error) => (error ? reject(error) : resolve())));
  }

  /** Resolves when the stream has taken all. @throws as {@link Sink.write}. */
  end(): Promise<void> {
    return this.#unlessFailed((resolve, reject) => {
      this.#stream.end();
      this.#done.then(resolve, reject);
    });
  }

  [Symbol.dispose](): void {
    this.#release();
  }

  #unlessFailed(start: (resolve: () => void, reject: (error: unknown) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the stream, or whoever aborted, chose it
      if (this.#failure !== undefined) return reject(this.#failure.error);
      this.#giveUp = reject;
      start(resolve, reject);
    });
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#giveUp(this.#failure.error);
  }
}
