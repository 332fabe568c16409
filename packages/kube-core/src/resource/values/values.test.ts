import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDuration, parseGoDuration, printDuration, printGoDuration } from './duration.js';
import { scaledValue } from './int-or-string.js';
import { addQuantities, compareQuantities, quantityAsNumber, subtractQuantities } from './quantity.js';
import { compareResourceVersions } from './resource-version.js';
import { secretBytes, secretData, secretText } from './secret-data.js';

describe('quantities', () => {
  test('are sorted by what they amount to', () => {
    expect(['1Gi', '500m', 1, '1000M', '1e3', '-1'].sort(compareQuantities)).toEqual(['-1', '500m', 1, '1e3', '1000M', '1Gi']);
    expect(compareQuantities('1', '1000m')).toBe(0);
  });

  test('are added exactly, in the form of the first that is not zero', () => {
    expect(addQuantities('100m', '0.2', 1)).toBe('1300m');
    expect(addQuantities('0', '512Mi', '512Mi')).toBe('1Gi');
    expect(addQuantities('1Gi', '1')).toBe('1073741825');
    expect(addQuantities()).toBe('0');
    expect(subtractQuantities('1Gi', '512Mi')).toBe('512Mi');
    expect(subtractQuantities('0', '1k')).toBe('-1k');
    expect([quantityAsNumber('1Ki'), quantityAsNumber('250m'), quantityAsNumber(2)]).toEqual([1024, 0.25, 2]);
  });

  test('that are none are refused', () => {
    for (const call of [() => addQuantities('1', 'x'), () => compareQuantities('', '1'), () => quantityAsNumber('1KB')])
      expect(call).toThrow(expect.objectContaining({ code: 'params' }));
  });
});

describe('durations', () => {
  test.each([
    [0n, '0s'],
    [1n, '1ns'],
    [1_100n, '1.1µs'],
    [2_200_000n, '2.2ms'],
    [3_300_000_000n, '3.3s'],
    [245_000_000_000n, '4m5s'],
    [245_001_000_000n, '4m5.001s'],
    [18_367_001_000_000n, '5h6m7.001s'],
    [480_000_000_001n, '8m0.000000001s'],
    [2n ** 63n - 1n, '2562047h47m16.854775807s'],
    [-(2n ** 63n), '-2562047h47m16.854775808s'],
  ])('%s nanoseconds are written as %s', (nanoseconds, text) => {
    expect([printGoDuration(nanoseconds), parseGoDuration(text)]).toEqual([text, nanoseconds]);
  });

  test('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (size) => void expect(parseGoDuration(printGoDuration(size))).toBe(size)),
    );
  });

  test('are milliseconds for timers', () => {
    expect(['1h30m', '250ms', '1.5us', '-2s', '0'].map(parseDuration)).toEqual([5_400_000, 250, 0.0015, -2000, 0]);
    expect(['', '1', '1d', 'x', 7 as never].map(parseDuration)).toEqual(Array(5).fill(undefined));
    expect([5_400_000, 250, 0.0015, 0].map(printDuration)).toEqual(['1h30m0s', '250ms', '1.5µs', '0s']);
    expect(() => printDuration(NaN)).toThrow(expect.objectContaining({ code: 'params' }));
  });
});

describe('a number or a share', () => {
  test.each([
    [3, 10, 3, 3],
    ['25%', 10, 2, 3],
    ['0%', 10, 0, 0],
    ['100%', 7, 7, 7],
    ['-10%', 5, -1, 0],
  ])('%j of %d is %d rounded down and %d rounded up', (value, total, down, up) => {
    expect([scaledValue(value, total, { round: 'down' }), scaledValue(value, total, { round: 'up' })]).toEqual([down, up]);
  });

  test.each(['25', '2.5%', '%', 'http'])('is not %j', (value) => {
    expect(() => scaledValue(value, 10, { round: 'up' })).toThrow(expect.objectContaining({ code: 'params' }));
  });
});

describe('versions', () => {
  test.each([
    ['1', '1', 0],
    ['9', '10', -1],
    ['10', '9', 1],
    ['340282366920938463463374607431768211455', '340282366920938463463374607431768211454', 1],
    ['0', '1', undefined],
    ['01', '1', undefined],
    ['', '1', undefined],
    ['1', '-1', undefined],
    ['a', 'a', undefined],
  ])('%j and %j: %s', (a, b, order) => {
    expect(compareResourceVersions(a, b)).toBe(order);
  });
});

describe('the data of a Secret', () => {
  test('is read and written without base64', () => {
    const secret = { data: secretData({ password: 'pässword', key: new Uint8Array([0, 255]) }) };
    expect(secret.data).toEqual({ password: 'cMOkc3N3b3Jk', key: 'AP8=' });
    expect([secretText(secret, 'password'), secretBytes(secret, 'key')]).toEqual(['pässword', new Uint8Array([0, 255])]);
    expect([secretText(secret, 'none'), secretText(secret, 'constructor'), secretText({}, 'x')]).toEqual([undefined, undefined, undefined]);
    expect(() => secretText(secret, 'key')).toThrow('the entry key is no text in UTF-8');
    expect(() => secretText('x' as never, 'key')).toThrow(expect.objectContaining({ code: 'params' }));
  });
});
