import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasCode } from '../../errors.js';
import { lines, type LinesOptions } from './lines.js';

async function* chunksOf(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* pieces;
}

async function linesOf(pieces: Iterable<Uint8Array>, options?: LinesOptions): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines(chunksOf(pieces), options)) all.push(line);
  return all;
}

/** The bytes of a text, cut at the offsets given. */
function cut(text: string, offsets: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(text);
  const ends = [...offsets.map((offset) => offset % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('lines', () => {
  test('gives the same lines wherever the bytes are cut', async () => {
    const text = fc.array(fc.constantFrom('a', 'ß', '漢', '🎉', '\n', '\r', '\0', '"'), { maxLength: 60 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(300), { maxLength: 12 }), async (whole, offsets) => {
        const expected = whole.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(await linesOf(cut(whole, offsets))).toEqual(expected);
      }),
    );
  });

  test('keeps a character whole whose bytes arrive one at a time', async () => {
    const bytes = [...Buffer.from('é漢🎉\n🎉')].map((byte) => Uint8Array.of(byte));
    expect(await linesOf(bytes)).toEqual(['é漢🎉', '🎉']);
  });

  test('yields a last line that has no line feed, and none after one that has', async () => {
    expect(await linesOf(cut('a\nb', []))).toEqual(['a', 'b']);
    expect(await linesOf(cut('a\nb\n', []))).toEqual(['a', 'b']);
    expect(await linesOf([])).toEqual([]);
  });

  test('keeps empty lines, which end nothing', async () => {
    expect(await linesOf(cut('\n\na\n\n', [1, 3]))).toEqual(['', '', 'a', '']);
  });

  test('accepts a line of maxBytes and refuses a longer one, whether or not it has ended', async () => {
    expect(await linesOf(cut('12345\n', [2]), { maxBytes: 5 })).toEqual(['12345']);
    for (const text of ['123456\n', '123456']) {
      const error: unknown = await linesOf(cut(text, [2]), { maxBytes: 5 }).catch((thrown: unknown) => thrown);
      expect(hasCode(error, 'line-too-long')).toBe(true);
      expect(String(error)).toContain('longer than 5 bytes');
    }
  });

  test('closes its source when the reader stops, and when a line is too long', async () => {
    let closed = 0;
    const source = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for (;;) yield Buffer.from('long line\n');
      } finally {
        closed++;
      }
    };
    for await (const line of lines(source())) if (line !== '') break;
    await expect(lines(source(), { maxBytes: 3 }).next()).rejects.toMatchObject({ code: 'line-too-long' });
    expect(closed).toBe(2);
  });

  test('costs a long line once, not once a chunk', async () => {
    const piece = Buffer.alloc(1024, 'x');
    const timed = async (chunks: number): Promise<number> => {
      const begin = process.cpuUsage();
      const [line = ''] = await linesOf(Array.from({ length: chunks }, () => piece));
      expect(line).toHaveLength(chunks * 1024);
      const { user, system } = process.cpuUsage(begin);
      return user + system;
    };
    await timed(1000);
    const small = await timed(1000);
    const large = await timed(10_000); // ten times the bytes: ten times the cost where it is linear, a hundred where it is not
    expect(large).toBeLessThan(Math.max(small, 2000) * 50);
  });
});
