/**
 * Bytes that grow while they are written: {@link Sink}.
 */
import { Buffer } from 'node:buffer';

const defaults = { bytes: 4096 } as const;

/** Writes one message; what has its length before it is written first, and then moved. */
export class Sink {
  #bytes = Buffer.allocUnsafe(defaults.bytes);
  #at = 0;

  /** Where the next byte goes. */
  get at(): number {
    return this.#at;
  }

  /** A copy of what was written. */
  taken(): Uint8Array {
    return Uint8Array.from(this.#bytes.subarray(0, this.#at));
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  /** A number of 32 bits or less, without its sign. */
  varint(value: number): void {
    let rest = value >>> 0;
    for (; rest > 127; rest >>>= 7) this.byte((rest & 127) | 128);
    this.byte(rest);
  }

  /** A number of 64 bits. */
  integer(value: number | bigint): void {
    if (typeof value === 'number' && value >= 0 && value <= 0xffffffff) return this.varint(value);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.byte(Number(rest & 127n) | 128);
    this.byte(Number(rest));
  }

  double(value: number): void {
    this.#room(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** A text with its length before it. */
  text(text: string): void {
    const length = Buffer.byteLength(text);
    this.varint(length);
    this.#room(length);
    this.#at += this.#bytes.write(text, this.#at);
  }

  /** Bytes with their length before them. */
  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** What a function writes, with its length before it. */
  measured(write: () => void): void {
    this.byte(0); // enough for the length of most messages
    const from = this.#at;
    write();
    const length = this.#at - from;
    const more = length < 128 ? 0 : length < 16_384 ? 1 : length < 2_097_152 ? 2 : length < 268_435_456 ? 3 : 4;
    this.#room(more);
    this.#bytes.copyWithin(from + more, from, from + length);
    this.#at = from - 1;
    this.varint(length);
    this.#at += length;
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + more));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
