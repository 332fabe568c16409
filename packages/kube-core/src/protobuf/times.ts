/**
 * Times as Go writes them in JSON: {@link Times}. On the wire they are seconds and nanoseconds since 1970; no field at all is Go's zero time.
 */
import type { Cursor } from './cursor.js';
import { malformed, unknownField } from './errors.js';

/** Go's zero time, the first second of the year 1: JSON has null for it. */
const zeroSeconds = -62_135_596_800;
/** The last second of the year 9999: later ones have no text in RFC 3339. */
const lastSeconds = 253_402_300_799;
/** Many objects are of the same second. A power of two. */
const slots = 1024;

/** Reads times; the texts of the last ones are remembered. */
export class Times {
  readonly #seconds = new Float64Array(slots).fill(NaN);
  readonly #texts = new Array<string>(slots);
  #nanos = 0;

  /** `2026-01-02T03:04:05Z`; null for Go's zero time. */
  read(from: Cursor, end: number): string | null {
    if (from.at === end) return null;
    const seconds = this.#timestamp(from, end);
    return seconds === zeroSeconds ? null : `${this.#text(seconds)}Z`;
  }

  /** `2026-01-02T03:04:05.000006Z`; null for Go's zero time. What is less than a microsecond is cut off. */
  readMicro(from: Cursor, end: number): string | null {
    if (from.at === end) return null;
    const seconds = this.#timestamp(from, end);
    if (seconds === zeroSeconds && this.#nanos === 0) return null;
    return `${this.#text(seconds)}.${String(Math.trunc(this.#nanos / 1000)).padStart(6, '0')}Z`;
  }

  #timestamp(from: Cursor, end: number): number {
    let seconds = 0;
    this.#nanos = 0;
    while (from.at < end) {
      const tag = from.varint();
      if (tag === 8) seconds = Number(from.integer());
      else if (tag === 16) this.#nanos = from.varint() | 0;
      else throw unknownField('a time', tag >>> 3);
    }
    if (seconds >= zeroSeconds && seconds <= lastSeconds && this.#nanos >= 0) return seconds;
    throw malformed('a time is of no year that can be written');
  }

  #text(seconds: number): string {
    const slot = seconds & (slots - 1);
    if (this.#seconds[slot] !== seconds) {
      this.#seconds[slot] = seconds;
      this.#texts[slot] = new Date(seconds * 1000).toISOString().slice(0, 19);
    }
    return this.#texts[slot] ?? '';
  }
}
