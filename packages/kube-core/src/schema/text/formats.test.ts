import { describe, expect, test } from '@jest/globals';
import { formatCheck, formatNames } from './formats.js';
import { compilePattern } from './pattern.js';

/** What a text is made of that a careless expression reads again and again. */
const atoms = [
  ...['1', 'a', 'µ', '😀', ' ', '-', '.', ':', '/', '%', '\\', '"', '<', '@', '=', '1.', '1 ', '1s', 'a-', 'a.', '0.', ':1', 'aa:', '%41'],
  ...['1m ', '\\"', 'a@', '1,', '0-', 'T0', 'A=='],
];
const openings = ['', 'a@', '"', '<', 'rgb(', 'http://', '2026-01-01T00:00:00.', '-'];
const endings = ['', '!'];

/** What a linear check needs for the longer text at most, with much to spare: a quadratic one needs ten times as long. */
const enoughMs = 100;

/** The shortest of some runs, in milliseconds. */
function fastest(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < 3 && best > enoughMs / 2; runs += 1) {
    const before = performance.now();
    run();
    best = Math.min(best, performance.now() - before);
  }
  return best;
}

/**
 * Whether a long text takes long, and twice the text much more than twice the time: a quadratic check would take four times as long. It has to
 * look so four times in a row, since the machine may be busy with something else.
 */
function isSuperlinear(check: (text: string) => unknown, textOf: (characters: number) => string): boolean {
  const [short, long] = [textOf(20_000), textOf(40_000)];
  const looksSo = (): boolean => {
    const longTime = fastest(() => check(long));
    return longTime > enoughMs && longTime > 3 * fastest(() => check(short));
  };
  return Array.from({ length: 4 }).every(looksSo);
}

describe('every format', () => {
  test.each(formatNames)('%s reads a text of twice the length in twice the time', (name) => {
    const check = formatCheck(name) ?? (() => false);
    const slow = openings.flatMap((opening) =>
      atoms.flatMap((atom) =>
        endings
          .filter((end) => isSuperlinear(check, (characters) => opening + atom.repeat(characters / atom.length) + end))
          .map((end) => `${opening}${atom}…${end}`),
      ),
    );
    expect(slow).toEqual([]);
  });
});

describe('a pattern', () => {
  test.each(['^(a+)+$', '(a|aa)+$', '^(a|a?)+$', '(.*a){5}$', '^([a-z]+\\d?)*-$'])('%s is matched in linear time', (pattern) => {
    const compiled = compilePattern(pattern);
    expect(
      isSuperlinear(
        (text) => compiled.test(text),
        (characters) => `${'a'.repeat(characters)}!`,
      ),
    ).toBe(false);
  });

  test.each(['a{1001}', '((a{100}){100}){100}', '(((((a{30}){30}){30}){30}){30})'])(
    '%s, which would fill the memory, is refused',
    (pattern) => {
      expect(() => compilePattern(pattern)).toThrow();
    },
  );
});
