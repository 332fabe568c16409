/**
 * A bounded pipe of byte chunks between something that pushes (a socket) and somebody who pulls (an async iteration), with
 * back-pressure for the former. Enter at {@link Pipe}.
 */

/** How many bytes wait for the reader before the writer is asked to pause: a few reads of a socket. */
const defaultHighWaterMark = 256 * 1024;

/** What the writer is told. */
export interface PipeOptions {
  /** Bytes that may wait before {@link Pipe.write} says to pause. @defaultValue 256 KiB */
  readonly highWaterMark?: number;
  /** The reader has caught up after a `write` that returned `false`: go on. */
  readonly onDrain?: () => void;
  /** The reader stopped before the end: nobody will read what comes. */
  readonly onCancel?: () => void;
}

type End = { readonly how: 'open' } | { readonly how: 'ended' } | { readonly how: 'failed'; readonly error: unknown };

interface Reader {
  readonly resolve: (result: IteratorResult<Uint8Array, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const done: IteratorResult<Uint8Array, undefined> = { done: true, value: undefined };

/** One writer, one reader; what was written before the end or the failure is read first. */
export class Pipe implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array, undefined> {
  readonly #options: PipeOptions;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #full = false;
  #end: End = { how: 'open' };
  #reader: Reader | undefined;

  constructor(options: PipeOptions = {}) {
    this.#options = options;
  }

  /** Hands a chunk over; `false` asks the writer to pause until `onDrain`. */
  write(chunk: Uint8Array): boolean {
    if (this.#end.how !== 'open' || chunk.length === 0) return true;
    const reader = this.#takeReader();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: chunk });
      return true;
    }
    this.#waiting.push(chunk);
    this.#size += chunk.length;
    this.#full = this.#size >= (this.#options.highWaterMark ?? defaultHighWaterMark);
    return !this.#full;
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#end.how !== 'open') return;
    this.#end = { how: 'ended' };
    this.#takeReader()?.resolve(done);
  }

  /** Nothing more comes, and why; the reader gets the error after what was written before it. */
  fail(error: unknown): void {
    if (this.#end.how !== 'open') return;
    this.#end = { how: 'failed', error };
    this.#takeReader()?.reject(error);
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const chunk = this.#waiting.shift();
    if (chunk !== undefined) {
      this.#size -= chunk.length;
      this.#drain();
      return Promise.resolve({ done: false, value: chunk });
    }
    const end = this.#end;
    if (end.how === 'ended') return Promise.resolve(done);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the writer chose what is thrown
    if (end.how === 'failed') return Promise.reject(end.error);
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }));
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    const cancelled = this.#end.how === 'open';
    this.#waiting = [];
    this.#size = 0;
    this.end();
    if (cancelled) this.#options.onCancel?.();
    return Promise.resolve(done);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #takeReader(): Reader | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }

  #drain(): void {
    if (!this.#full || this.#size > 0) return;
    this.#full = false;
    this.#options.onDrain?.();
  }
}
