/** Our answers beside those that a real API server gave to the same objects: see record.ts. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Admitted, admit } from './admit.js';
import { type ObjectVerdict, sorted } from './case.js';
import { celCases } from './cases-cel.js';
import { objectCases } from './cases.js';

const recorded = JSON.parse(readFileSync(new URL('verdicts.json', import.meta.url), 'utf8')) as {
  objects: Record<string, Record<string, ObjectVerdict>>;
};

describe.each([...objectCases, ...celCases].map((one) => [one.name, one] as const))('%s', (name, { schema, objects }) => {
  test.each(Object.entries(objects))('%s', (objectName, one) => {
    const verdict = recorded.objects[name]?.[objectName];
    if (verdict === undefined) throw new Error('no verdict is recorded: run record.ts');
    compare(admit(one, schema), verdict);
  });
});

function compare(ours: Admitted, { stored, findings, strict }: ObjectVerdict): void {
  if (findings?.[0]?.code === 'BadRequest') {
    // The server gives up while it reads; we find the same in what was read.
    expect(ours.findings).not.toEqual([]);
    return;
  }
  expect(sorted(ours.findings)).toEqual(findings ?? []);
  if (findings === undefined) expect(ours.stored).toEqual(stored);
  expect(strict?.replace(/.*strict decoding error: /, '') ?? '').toBe(ours.unknown.map((path) => `unknown field "${path}"`).join(', '));
}
