/** A run may rely on what the last one found, and on nothing else. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openLedger } from './ledger.js';
import { type Memory, openMemory, thisProgram } from './memory.js';

let folder: string;
const place = (name: string): string => join(folder, name);
const open = (call: readonly string[] = ['a.crd.ts'], program = 'one'): Memory => openMemory(call, { folder, program })!;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kube-codegen-memory-'));
  mkdirSync(place('node_modules'));
  writeFileSync(place('a.crd.ts'), 'source');
  writeFileSync(place('a.gen.ts'), 'text');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** As a run does that reads a source and looks for another, and writes a file. */
function keep(memory: Memory): void {
  const ledger = openLedger();
  ledger.read(place('a.crd.ts'));
  ledger.read(place('shared.ts'));
  memory.keep(ledger.entries(), [{ path: place('a.gen.ts'), text: 'text' }]);
}

test('is fresh once something was kept, for the same call of the same program', () => {
  expect(open().isFresh()).toBe(false);
  keep(open());
  expect(open().isFresh()).toBe(true);
  expect(open(['b.crd.ts']).isFresh()).toBe(false);
  expect(open(['a.crd.ts'], 'another').isFresh()).toBe(false);
});

test.each([
  ['a source has another text', () => writeFileSync(place('a.crd.ts'), 'other')],
  ['a source is gone', () => rmSync(place('a.crd.ts'))],
  ['a file is there that was looked for', () => writeFileSync(place('shared.ts'), '')],
  ['a generated file was changed', () => writeFileSync(place('a.gen.ts'), 'by hand')],
  ['a generated file is gone', () => rmSync(place('a.gen.ts'))],
  ['a generated file cannot be read', () => (rmSync(place('a.gen.ts')), mkdirSync(place('a.gen.ts')))],
])('is not fresh when %s', (_why, change) => {
  keep(open());
  change();
  expect(open().isFresh()).toBe(false);
});

test.each(['', '{', 'null', '{"program":"one"}', '{"program":"one","read":{},"written":{"files":{},"lists":{}}}'])(
  'takes %j, left behind by somebody, for nothing',
  (text) => {
    keep(open());
    const kept = place('node_modules/.cache/kube-codegen');
    for (const name of readdirSync(kept)) writeFileSync(join(kept, name), text);
    expect(open().isFresh()).toBe(false);
    keep(open());
    expect(open().isFresh()).toBe(true);
  },
);

test('keeps nothing where there is no node_modules, and for the sources of the program', () => {
  rmSync(place('node_modules'), { recursive: true });
  expect(openMemory([], { folder, program: 'one' })).toBeUndefined();
  expect(thisProgram()).toBeUndefined();
});
