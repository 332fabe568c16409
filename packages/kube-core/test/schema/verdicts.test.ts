/** Our answers beside those that a real API server gave to the same objects: see record.ts. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { checkStructural } from '../../src/schema/index.js';
import type { Finding } from '../../src/schema/types.js';
import { type Admitted, admit } from './admit.js';
import { type ObjectVerdict, sorted } from './case.js';
import { celCases } from './cases-cel.js';
import { crdCases } from './cases-crd.js';
import { objectCases } from './cases.js';
import type { Verdicts } from './judge.js';

const recorded = JSON.parse(readFileSync(new URL('verdicts.json', import.meta.url), 'utf8')) as Verdicts;

describe.each([...objectCases, ...celCases].map((one) => [one.name, one] as const))('%s', (name, { schema, objects }) => {
  test('has a schema that the server takes', () => {
    expect(checkStructural(schema, { root: true })).toEqual([]);
  });

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

/** The path of the schema of a CRD with one version. */
const path = 'spec.validation.openAPIV3Schema';

describe('checkStructural', () => {
  test.each(crdCases.map((one) => [one.name, one] as const))('%s', (name, { schema, statusSubresource = false }) => {
    const verdict = recorded.crds[name];
    if (verdict === undefined) throw new Error('no verdict is recorded: run record.ts');
    const ours = checkStructural(schema, { root: true, statusSubresource, path });
    expect(sorted(ours.map(comparable))).toEqual(sorted(verdict.map(comparable)));
  });
});

/** What a server says too; without the schema that the server quotes as Go holds it, and without the tokens that its parser would have liked. */
function comparable({ path, code, ...finding }: Finding): Finding {
  const message = finding.message.replace(/: \{"ID":.*\}: (?=only \[)/s, ': ').replace(/Syntax error: .*?\n/, 'Syntax error\n');
  return { path, code, message };
}
