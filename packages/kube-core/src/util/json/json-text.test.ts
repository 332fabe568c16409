import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasCode } from '../../errors.js';
import { parseJson, toJson } from './json-text.js';

const nested = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
const errorOf = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return error;
  }
};

describe('reading JSON', () => {
  test.each([
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['1152921504606846976', 1152921504606846976n], // a power of two: exact as a double, but written back as …7000
  ])('keeps %s, which a double would change', (token, value) => {
    for (const text of [token, ` ${token}\n`, `[${token}]`, `{"a":[0, ${token} ,1],"b":{"c":${token}}}`]) {
      const read = parseJson(text);
      expect(toJson(read)).toBe(text.replaceAll(/\s/g, ''));
    }
    expect(parseJson(`{"a":${token}}`)).toEqual({ a: value });
  });

  test.each([
    '9007199254740991',
    '9007199254740992',
    '1000000000000000000',
    '-0',
    '0.1234567890123456789',
    '1e400',
    '123456789012345678901234',
  ])('gives %s as JSON.parse does', (token) => {
    expect(parseJson(`[${token},9007199254740993]`)).toEqual([JSON.parse(token), 9007199254740993n]);
  });

  test('agrees with JSON.parse on everything else, strings full of digits and quotes among them', () => {
    const text = fc.stringMatching(/^[\d":,[\]{}\\ \n-]{0,60}$/);
    const value = fc.jsonValue().chain((any) => fc.tuple(fc.constant(any), fc.dictionary(fc.oneof(text, fc.constant('__proto__')), text)));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1), (any, indent) => {
        const written = JSON.stringify([any, 'end'], null, indent);
        const large = written.replace(/"end"/, '9007199254740993'); // sends all of it through the lossless reader
        expect(parseJson(large)).toEqual([...(JSON.parse(written) as unknown[]).slice(0, 1), 9007199254740993n]);
        expect(parseJson(written)).toEqual(JSON.parse(written));
      }),
    );
  });

  test('refuses what JSON.parse refuses', () => {
    for (const text of ['', '{', '[9007199254740993', '09007199254740993', '{"a":9007199254740993,}'])
      expect(errorOf(() => parseJson(text))).toMatchObject({ name: 'SyntaxError' });
  });

  test('costs a long run of digits once, not once for every place in it', () => {
    const text = JSON.stringify('1'.repeat(2_000_000));
    const begin = process.cpuUsage();
    parseJson(text);
    const { user, system } = process.cpuUsage(begin);
    expect((user + system) / 1000).toBeLessThan(2_000); // some 20 ms; a minute where each place counts the run again
  });

  test('reads 20,000 levels, large integers among them', () => {
    const levels = (value: unknown): number => {
      let count = 0;
      for (let at = value; typeof at === 'object' && at !== null; at = Reflect.get(at, 'a')) count++;
      return count;
    };
    expect(levels(parseJson(nested(20_000)))).toBe(20_000);
    expect(levels(parseJson(nested(20_000).replace('1', '9007199254740993')))).toBe(20_000);
  });
});

describe('writing JSON', () => {
  test('agrees with JSON.stringify on what has no bigint', () => {
    const odd = fc.constantFrom(undefined, () => 1, Symbol('s'), -0, new Date(0));
    const value = fc.oneof(fc.anything({ withDate: true, withNullPrototype: true, values: [fc.jsonValue(), odd] }), fc.constant([1n]));
    fc.assert(
      fc.property(value, (any) => {
        fc.pre(!/NaN|infinity/i.test(fc.stringify(any))); // are refused
        const plain = isWritten(any) ? JSON.stringify(replaced(any)) : 'nothing';
        const own = toJson({ any, large: 1n });
        expect(own).toBe(isWritten(any) ? `{"any":${plain},"large":1}` : '{"large":1}');
      }),
    );
  });

  test.each([NaN, Infinity, -Infinity])('refuses %p, which would become null, and says where it stands', (number) => {
    const words = new RegExp(`spec\\.replicas is ${number}, which JSON cannot say`);
    for (const beside of [{}, { large: 1n }, { none: null, at: new Date(0), bytes: new Uint8Array(1) }])
      expect(() => toJson({ spec: { replicas: number }, ...beside })).toThrow(
        expect.objectContaining({ code: 'params', message: expect.stringMatching(words) }),
      );
    expect(() => toJson([1, number])).toThrow('1 is');
    expect(toJson({ text: 'null', none: null })).toBe('{"text":"null","none":null}');
  });

  test('writes bigints as integers where a program has given them a toJSON of its own', () => {
    Object.defineProperty(BigInt.prototype, 'toJSON', { value: () => 'text', configurable: true });
    try {
      expect(toJson({ a: 9007199254740993n })).toBe('{"a":9007199254740993}');
    } finally {
      Reflect.deleteProperty(BigInt.prototype, 'toJSON');
    }
  });

  test('writes as deep as a server reads, and says what is wrong with what is deeper or contains itself', () => {
    expect(toJson(parseJson(nested(9_999)))).toBe(nested(9_999));
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    for (const value of [parseJson(nested(20_000)), circle]) {
      const error = errorOf(() => toJson(value));
      expect(hasCode(error, 'params')).toBe(true);
      expect(String(error)).toContain('nested deeper than 10000 levels or contains itself');
    }
  });

  test('hands on what an object throws that is asked for its JSON', () => {
    const broken = new Error('broken');
    const value = {
      toJSON: () => {
        throw broken;
      },
    };
    expect(errorOf(() => toJson({ value }))).toBe(broken);
  });
});

const isWritten = (value: unknown): boolean => !['undefined', 'function', 'symbol'].includes(typeof value);

/** The value with its bigints as JSON.stringify could write them: these are small enough for numbers. */
function replaced(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : Array.isArray(value) ? value.map(replaced) : value;
}
