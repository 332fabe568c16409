/**
 * A place in bytes, and how numbers and texts are read there: {@link Cursor}.
 */
import { malformed } from './errors.js';
import { Texts } from './texts.js';
import { integerOf } from './values.js';

/** How a value stands on the wire: the low bits of its tag. */
export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const nothing = Buffer.alloc(0);

/** Reads from one text of bytes after the other. Bounds are looked at by {@link Cursor.end}; a number that is cut off ends up beyond them. */
export class Cursor {
  /** What is read. */
  bytes: Buffer = nothing;
  /** Where the next byte is. */
  at = 0;
  readonly #texts: Texts;

  /** @param texts - How many texts are remembered, so that equal ones are one string; a power of two. */
  constructor({ texts }: { readonly texts: number }) {
    this.#texts = new Texts(texts);
  }

  /** Goes to the first byte. */
  open(bytes: Uint8Array): void {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  /** Holds on to nothing. */
  close(): void {
    this.bytes = nothing;
  }

  /** The end of what has its length before it. @throws ProtobufError where that is beyond the bytes. */
  end(): number {
    const length = this.varint();
    const end = this.at + length;
    if (end <= this.bytes.length && length >= 0) return end;
    throw malformed('a length is beyond the end');
  }

  /** A text with its length before it. */
  text(): string {
    const end = this.end();
    const text = this.#texts.read(this.bytes, this.at, end);
    this.at = end;
    return text;
  }

  /** Bytes with their length before them, as base64. */
  base64(): string {
    const end = this.end();
    const text = this.bytes.toString('base64', this.at, end);
    this.at = end;
    return text;
  }

  /** The low 32 bits of a number. */
  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = bytes[this.at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    for (let more = 0; more < 5; more++) if ((bytes[this.at++] ?? 0) < 128) return value;
    throw malformed('a number is too long');
  }

  /** A number of 64 bits. */
  integer(): number | bigint {
    const { bytes } = this;
    let value = 0;
    let scale = 1;
    for (let digit = 0; digit < 7; digit++) {
      const byte = bytes[this.at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    return this.#large(BigInt(value));
  }

  #large(low: bigint): number | bigint {
    let value = low;
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return integerOf(BigInt.asIntN(64, value));
    }
    throw malformed('a number is too long');
  }

  /** A double. */
  double(): number {
    if (this.at + 8 > this.bytes.length) throw malformed('a number is cut off');
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }
}
