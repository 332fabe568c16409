/**
 * Cuts a stream of bytes into lines, as a watch or a log sends them. Enter at {@link lines}.
 *
 * The bytes are searched for 0x0A and decoded a line at a time: a UTF-8 sequence split over two chunks stays whole, and a long
 * line costs its length once, not once a chunk.
 */
import { hasCode, KubeError } from '../../errors.js';

/** How long one line may be, in bytes, unless told otherwise: client-go's limit for one watch frame. */
const defaultMaxBytes = 16 * 1024 * 1024;

/** Options of {@link lines}. */
export interface LinesOptions {
  /** The longest line that is accepted, in bytes. @defaultValue 16 MiB */
  readonly maxBytes?: number;
}

/** Collects the pieces of the line that has begun but not ended. */
class Pending {
  readonly #maxBytes: number;
  #pieces: Uint8Array[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get empty(): boolean {
    return this.#size === 0;
  }

  add(piece: Uint8Array): void {
    this.#grow(piece.length);
    if (piece.length > 0) this.#pieces.push(piece);
  }

  /** The line, now that its last bytes are there: a short line comes whole, without a piece. */
  end(bytes: Buffer, from: number, to: number): string {
    if (!this.empty) {
      this.add(bytes.subarray(from, to));
      return this.take();
    }
    this.#grow(to - from);
    this.#size = 0;
    return bytes.toString('utf8', from, to);
  }

  #grow(by: number): void {
    this.#size += by;
    if (this.#size > this.#maxBytes) {
      throw new KubeError('line-too-long', `a line of the answer is longer than ${this.#maxBytes} bytes, the most that is read`);
    }
  }

  take(): string {
    const [first] = this.#pieces;
    const whole = first !== undefined && this.#pieces.length === 1 ? asBuffer(first) : Buffer.concat(this.#pieces, this.#size);
    this.#pieces = [];
    this.#size = 0;
    return whole.toString('utf8');
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Yields each line without its line feed; a last line that has none is yielded as well, if it is not empty.
 *
 * @param chunks - The bytes, cut anywhere.
 * @throws KubeError `line-too-long` when one line is longer than `maxBytes`; whatever the chunks throw.
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>, options: LinesOptions = {}): AsyncGenerator<string, void, undefined> {
  for await (const batch of lineBatches(chunks, options)) yield* batch;
}

/** The same lines, those together that end in one chunk: what is short costs less so. @throws as {@link lines}, after the lines before. */
export async function* lineBatches(
  chunks: AsyncIterable<Uint8Array>,
  options: LinesOptions = {},
): AsyncGenerator<readonly string[], void, undefined> {
  const pending = new Pending(options.maxBytes ?? defaultMaxBytes);
  for await (const chunk of chunks) {
    const { ended, error } = cut(chunk, pending);
    if (ended.length > 0) yield ended;
    if (error !== undefined) throw error;
  }
  if (!pending.empty) yield [pending.take()];
}

/** The lines that end in a chunk, and what is wrong with the one after them. */
function cut(chunk: Uint8Array, pending: Pending): { readonly ended: readonly string[]; readonly error?: KubeError } {
  const ended: string[] = [];
  try {
    const bytes = asBuffer(chunk);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
      ended.push(pending.end(bytes, start, end));
      start = end + 1;
    }
    pending.add(bytes.subarray(start));
    return { ended };
  } catch (error) {
    if (!hasCode(error, 'line-too-long')) throw error;
    return { ended, error };
  }
}
