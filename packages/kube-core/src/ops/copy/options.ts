/**
 * What copies may be told, and what they tell: {@link CopyOptions}, {@link Copied}.
 */
import type { CallOptions } from '../../request/params.js';
import { oneOf, rules } from '../../util/options.js';

/**
 * Symbolic links inside of a directory: `keep` copies them as links, and refuses those that a container sends and that lead out of the
 * directory; `follow` copies what they lead to; `skip` leaves them out.
 */
export type Links = 'keep' | 'follow' | 'skip';

/** How far a copy is. */
export interface CopyProgress {
  /** The file that is copied at the moment, by its path in the container. */
  readonly path: string;
  /** Files that are through. */
  readonly files: number;
  /** Bytes of files that are through. */
  readonly bytes: number;
}

/** What was copied. */
export type Copied = Omit<CopyProgress, 'path'>;

/** Options of copies in both directions. */
export interface CopyOptions extends Pick<CallOptions, 'signal'> {
  /** Which container; the server asks for it where the pod has several. */
  readonly container?: string;
  /** @defaultValue `'keep'` */
  readonly links?: Links;
  /** Compares the SHA-256 of each file at both ends afterwards; the container needs `sha256sum` and `xargs`. @defaultValue false */
  readonly verify?: boolean;
  /** Is told after each piece of a file. */
  readonly onProgress?: (progress: CopyProgress) => void;
}

/** The rules of {@link CopyOptions}. */
export const copyRules = {
  container: rules.text,
  links: oneOf('keep', 'follow', 'skip'),
  verify: rules.flag,
  onProgress: rules.call,
  signal: rules.signal,
} as const;

/** What is noted while files are copied, by their names in the archive. */
export interface Note {
  readonly bytes: (name: string, chunk: Uint8Array) => void;
  readonly file: (name: string) => void;
  /** Another name of a file that was noted. */
  readonly link: () => void;
}
