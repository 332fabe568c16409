/** Texts that a schema takes: by their format, by a pattern, of a length. Enter at {@link sampleText}. */
import { patternProblem, type Schema, validate } from 'kube-core/schema';
import { textsOf } from './pattern.js';

/** A text of each format that servers know. */
const ofFormat: Readonly<Record<string, string>> = {
  'date-time': '2025-01-31T12:00:00Z',
  datetime: '2025-01-31T12:00:00Z',
  date: '2025-01-31',
  duration: '30s',
  uri: 'https://www.example.com',
  email: 'someone@example.com',
  hostname: 'www.example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  cidr: '192.0.2.0/24',
  mac: '00:00:5e:00:53:01',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  uuid3: 'a3bb189e-8bf9-3888-9912-ace4e6543002',
  uuid4: '123e4567-e89b-42d3-a456-426614174000',
  uuid5: '74738ff5-5367-5958-9aee-98fffdcd1876',
  byte: 'ZXhhbXBsZQ==',
  bsonobjectid: '507f1f77bcf86cd799439011',
  isbn: '9780306406157',
  isbn10: '0306406152',
  isbn13: '9780306406157',
  creditcard: '4111111111111111',
  ssn: '123-45-6789',
  hexcolor: '#336699',
  rgbcolor: 'rgb(51,102,153)',
  password: 'example',
  'k8s-short-name': 'example',
  'k8s-long-name': 'www.example.com',
};

/** What people would write, the plainest first. */
const usual = [
  'example',
  'www.example.com',
  '30s',
  '10',
  '100m',
  '50%',
  '1.0.0',
  'v1',
  '/example',
  'https://www.example.com',
  'example/example',
  '0 0 * * *',
];

/**
 * A text for a schema of `type: string`.
 *
 * @param at - Which of several that must differ, from 0.
 * @returns undefined where none is found.
 */
export function sampleText(schema: Schema, at: number): string | undefined {
  const { format = '', pattern, minLength = 0, maxLength = Infinity } = schema;
  const key = format.toLowerCase();
  const known = ofFormat[key] ?? ofFormat[key.replaceAll('-', '')];
  const patterns = [pattern, ...(schema.allOf ?? []).map((each) => each.pattern)].flatMap((each) => each ?? []);
  const made = patterns.flatMap((each) => (patternProblem(each) === undefined ? textsOf(each, minLength) : []));
  const all = [...(known === undefined ? [] : [known]), ...usual, ...made];
  const sized = all.flatMap((text) => [text, text.padEnd(minLength, text === '' ? 'a' : text.slice(-1)), text.slice(0, maxLength)]);
  const others = at === 0 ? sized : sized.flatMap((text) => [`${text}${at + 1}`, `${text.slice(0, -1)}${at + 1}`]);
  const { 'x-kubernetes-validations': _, ...limits } = schema;
  return [...new Set(others)].find((text) => validate(text, limits).length === 0);
}
