import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseQuantity, printQuantity, type QuantityFormat } from './quantity.js';

const canonical = (text: string): string | undefined => {
  const value = parseQuantity(text);
  return value && printQuantity(value);
};

test.each([
  ['1000m', '1'],
  ['1024Mi', '1Gi'],
  ['0.5', '500m'],
  ['1.50', '1500m'],
  ['1e3', '1e3'],
  ['1E6', '1e6'],
  ['1500M', '1500M'],
  ['1536Mi', '1536Mi'],
  ['512Ki', '512Ki'],
  ['1023', '1023'],
  ['0.5Ki', '512'],
  ['0.5Mi', '512Ki'],
  ['1.1Ki', '1126400m'],
  ['0', '0'],
  ['0Gi', '0'],
  ['-1000m', '-1'],
  ['+5', '5'],
  ['.5', '500m'],
  ['5.', '5'],
  ['1000000000000000000000', '1000E'],
  ['0.0000000001', '1n'],
])('writes %s as %s', (text, expected) => {
  expect(canonical(text)).toBe(expected);
});

test.each(['', 'x', '1x', '1KI', '1 Gi', '--1', '1e', '.', '1'.repeat(100)])('takes %j for no quantity', (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

test('reads back what it wrote as the same amount', () => {
  const format = fc.constantFrom<QuantityFormat>('binary', 'decimal', 'exponent');
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), format, (billionths, kind) => {
      expect(parseQuantity(printQuantity({ billionths, format: kind }))?.billionths).toBe(billionths);
    }),
  );
});
