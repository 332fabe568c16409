/**
 * Cuts the stream of a watch into its frames, each with its length of four bytes before it: {@link Frames}.
 */
import { KubeError } from '../errors.js';

/** client-go reads no longer ones. */
const longestBytes = 16 * 1024 * 1024;
const headBytes = 4;

/** Holds what has come of a frame that is not whole yet. */
export class Frames {
  #pieces: Uint8Array[] = [];
  #size = 0;
  /** How many bytes the next frame has with its length; as many as its length has, before that is known. */
  #wanted = headBytes;

  /** Whether a frame has begun and not ended. */
  get isOpen(): boolean {
    return this.#size > 0;
  }

  /** The frames that end in a chunk, without their lengths. @throws KubeError `line-too-long` for one of more than 16 MiB. */
  *cut(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    this.#pieces.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#wanted) return;
    const bytes = this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces, this.#size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    this.#wanted = headBytes;
    while (bytes.length - at >= headBytes) {
      const length = view.getUint32(at);
      if (length > longestBytes) throw tooLong();
      this.#wanted = headBytes + length;
      if (bytes.length - at < this.#wanted) break;
      yield bytes.subarray(at + headBytes, at + this.#wanted);
      at += this.#wanted;
      this.#wanted = headBytes;
    }
    this.#pieces = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#size = bytes.length - at;
  }
}

const tooLong = (): KubeError =>
  new KubeError('line-too-long', `an event of the answer is longer than ${longestBytes} bytes, the most that is read`);
