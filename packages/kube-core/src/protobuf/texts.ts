/**
 * Strings from their bytes, equal ones once: {@link Texts}. Most strings of the API are names that come again and again: looking one up by
 * its bytes costs less than making it.
 */

/** Longer strings are rarely equal, and are not remembered. */
const longest = 64;

/** A bounded memory of strings: one slot a hash, the last comer stays. */
export class Texts {
  readonly #known: (string | undefined)[];
  readonly #mask: number;

  /** @param slots - How many strings are remembered; a power of two. */
  constructor(slots: number) {
    this.#known = new Array<string | undefined>(slots);
    this.#mask = slots - 1;
  }

  /** The string of some bytes, which are UTF-8. */
  read(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length > longest) return bytes.toString('utf8', from, to);
    let hash = length;
    let all = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0;
      hash = Math.imul(hash ^ byte, 0x01000193); // FNV-1a
      all |= byte;
    }
    if (all > 127) return bytes.toString('utf8', from, to);
    const slot = (hash ^ (hash >>> 15)) & this.#mask;
    const known = this.#known[slot];
    if (known?.length === length && isAt(known, bytes, from)) return known;
    return (this.#known[slot] = bytes.toString('latin1', from, to));
  }
}

function isAt(text: string, bytes: Buffer, from: number): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) !== bytes[from + at]) return false;
  return true;
}
