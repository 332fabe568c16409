import { describe, expect, test } from '@jest/globals';
import { checkOptions, checkValue, oneOf, rules, type Rules } from './options.js';

interface Options {
  readonly concurrency?: number;
  readonly stopMs?: number;
  readonly mode?: 'fast' | 'slow';
  readonly clock?: object;
}
const known: Rules<Options> = { concurrency: rules.count, stopMs: rules.graceMs, mode: oneOf('fast', 'slow'), clock: rules.clock };
/** As JavaScript calls it. */
const check = (options: unknown): Options => checkOptions('run()', options as Options, known);

describe('options', () => {
  test.each<[unknown, string]>([
    [{ concurency: 3 }, 'run() has no option "concurency"; did you mean concurrency?'],
    [{ stop: 3 }, 'run() has no option "stop"; did you mean stopMs?'],
    [{ CONCURRENCY: 3 }, 'run() has no option "CONCURRENCY"; did you mean concurrency?'],
    [{ colour: 3 }, 'run() has no option "colour"; there are concurrency, stopMs, mode, clock'],
    [{ constructor: 3 }, 'run() has no option "constructor"; there are concurrency, stopMs, mode, clock'],
    [JSON.parse('{"__proto__":3}'), 'run() has no option "__proto__"; there are concurrency, stopMs, mode, clock'],
    [{ colour: undefined }, 'run() has no option "colour"; there are concurrency, stopMs, mode, clock'],
    [null, 'the options of run() are an object; this is null'],
    [[], 'the options of run() are an object; this is a list'],
    [3, 'the options of run() are an object; this is a number'],
    [{ concurrency: NaN }, 'concurrency is NaN; give a whole number from 1'],
    [{ concurrency: 1.5 }, 'concurrency is 1.5; give a whole number from 1'],
    [{ concurrency: 'a secret' }, 'concurrency is a string; give a whole number from 1'],
    [{ concurrency: 3n }, 'concurrency is a bigint; give a whole number from 1'],
    [{ concurrency: null }, 'concurrency is null; give a whole number from 1'],
    [{ stopMs: -1 }, 'stopMs is -1; give a number of milliseconds from 0, or Infinity for no limit'],
    [{ mode: 'medium' }, "mode is a string; give 'fast' or 'slow'"],
    [{ clock: Date }, 'clock is a function; give a Clock'],
  ])('%p are refused', (options, message) => {
    expect(() => check(options)).toThrow(expect.objectContaining({ code: 'option', message }));
  });

  test('are given back without those that are undefined, so that defaults can stand below them', () => {
    expect({ concurrency: 10, ...check({ concurrency: undefined, stopMs: Infinity, mode: 'fast' }) }).toEqual({
      concurrency: 10,
      stopMs: Infinity,
      mode: 'fast',
    });
  });
});

test.each([NaN, -1, Infinity, '5', undefined])('%p is no delay', (value) => {
  expect(() => checkValue('the delay', value, rules.delayMs)).toThrow(/^the delay is .*; give a number of milliseconds from 0$/);
});
