/**
 * Cuts a stream of bytes into lines, as a watch or a log sends them. Enter at {@link lines}.
 *
 * The bytes are searched for 0x0A and decoded a line at a time: a UTF-8 sequence split over two chunks stays whole, and a long
 * line costs its length once, not once a chunk.
 */
import { KubeError } from '../errors.js';

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
    this.#size += piece.length;
    if (this.#size > this.#maxBytes) {
      throw new KubeError('line-too-long', `a line of the answer is longer than ${this.#maxBytes} bytes; raise maxBytes to accept it`);
    }
    if (piece.length > 0) this.#pieces.push(piece);
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
  const pending = new Pending(options.maxBytes ?? defaultMaxBytes);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      pending.add(chunk.subarray(start, end));
      yield pending.take();
      start = end + 1;
    }
    pending.add(chunk.subarray(start));
  }
  if (!pending.empty) yield pending.take();
}
