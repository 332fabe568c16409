/** Where sources and options come from: the call, a configuration that is read and not run, package.json. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { filesMatching } from '../../glob.js';
import { readConfigValue } from '../../source/read-config.js';
import { withSlashes } from '../files.js';
import { readJob, wordsOf } from './job.js';
import { isUnchanged, openLedger } from './ledger.js';

let folder: string;
beforeAll(() => {
  folder = withSlashes(mkdtempSync(join(tmpdir(), 'kube-codegen-job-')));
  for (const name of ['src/deep/er', 'node_modules/x', 'src/dist']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['src/a.crd.ts', 'src/deep/er/b.crd.ts', 'src/c.ts', 'node_modules/x/d.crd.ts', 'src/dist/e.crd.ts'])
    writeFileSync(join(folder, name), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const call = (values: Readonly<Record<string, string>> = {}, operands: readonly string[] = []) => ({
  operands,
  has: () => false,
  value: (option: string) => values[option],
});
const configured = (text: string, name = 'kube-codegen.config.ts', values: Readonly<Record<string, string>> = {}) => {
  writeFileSync(join(folder, name), text);
  return readJob(call({ config: `${folder}/${name}`, ...values }), openLedger());
};

test.each([
  ['src/**/*.crd.ts', ['src/a.crd.ts', 'src/deep/er/b.crd.ts']],
  ['src/*.ts', ['src/a.crd.ts', 'src/c.ts']],
  ['src/*/er/*', ['src/deep/er/b.crd.ts']],
  ['src/**', ['src/a.crd.ts', 'src/c.ts', 'src/deep/er/b.crd.ts']],
  ['./src/a.crd.ts', ['src/a.crd.ts']],
  ['nowhere/*.ts', []],
  ['src/*.[c]rd.ts', []],
])('%s means the files that somebody wrote', (pattern, expected) => {
  expect(filesMatching(`${folder}/${pattern}`)).toEqual(expected.map((name) => `${folder}/${name}`));
});

test('a configuration in TypeScript is read without being run, constants and all', async () => {
  const text = `import { defineConfig } from 'kube-codegen';
    const folder = 'deploy' as const;
    throw new Error('it was run');
    export default defineConfig({ files: ['src/**/*.crd.ts'], crds: \`\${folder}/crds\`, target: '1.30' });`;
  await expect(configured(text)).resolves.toEqual({
    entries: [`${folder}/src/a.crd.ts`, `${folder}/src/deep/er/b.crd.ts`],
    options: { crds: `${folder}/deploy/crds`, target: '1.30' },
  });
});

test('the call comes before the configuration', async () => {
  const text = `export default { files: ['src/*.crd.ts'], target: '1.30' }`;
  await expect(configured(text, 'other.mjs', { target: '1.34' })).resolves.toMatchObject({ options: { target: '1.34' } });
});

test('folders of a configuration are beside it, those of a call where it is made', async () => {
  const text = `export default { files: ['src/*.crd.ts'], crds: 'crds', jsonSchemas: 'schemas' }`;
  await expect(configured(text)).resolves.toMatchObject({ options: { crds: `${folder}/crds`, jsonSchemas: `${folder}/schemas` } });
  const called = await configured(text, 'kube-codegen.config.ts', { 'json-schemas': 'out\\schemas', crds: 'out' });
  expect(called).toMatchObject({ options: { crds: 'out', jsonSchemas: 'out/schemas' } });
});

test('a run is remembered by every option that changes what is written', () => {
  const words = [{}, { target: '1.30' }, { crds: 'a' }, { 'json-schemas': 'a' }, { reference: 'a' }].map((values) =>
    wordsOf(call(values, ['a.crd.ts'])).join('|'),
  );
  expect(new Set(words).size).toBe(words.length);
});

test.each([
  ['export default defineConfig({ file: [] });', 'has no option "file"; did you mean files?'],
  ['export default defineConfig({ files: ["src/*.ts"], target: 1.3 });', "target is 1.3; give a version of Kubernetes from '1.25'"],
  ['export default defineConfig({ files: "src" });', 'files is a string; give a list of paths'],
  ['export default defineConfig({});', 'names no files'],
  ['export default defineConfig({ files: process.argv });', 'is read and not run'],
  ['export const config = {};', 'exports nothing by default'],
  ['export default {', "'}' expected"],
  ['export default { files: ["nowhere/*.ts"] };', 'no file matches'],
  ["export default { files: ['src/*.ts'], conversion: { a: { strategy: 'Lua' } } };", 'conversion is an object; give by the name'],
  ["export default { files: ['src/*.ts'], conversion: { a: { strategy: 'None', urll: '' } } };", 'did you mean url?'],
])('%s is refused with a reason', async (text, why) => {
  await expect(configured(text)).resolves.toEqual({ wrong: expect.stringContaining(why) as unknown });
});

test('a configuration that is not there, and a JSON that is none, are named', async () => {
  await expect(readJob(call({ config: 'nowhere.ts' }), openLedger())).resolves.toEqual({ wrong: 'nowhere.ts: there is no such file' });
  await expect(configured('{', 'broken.json')).resolves.toEqual({ wrong: expect.stringContaining('broken.json: ') as unknown });
  expect(readConfigValue('nowhere.ts', () => undefined)).toEqual({ wrong: 'nowhere.ts: there is no such file' });
});

test('what was read is unchanged until a file changes, comes or goes', async () => {
  const ledger = openLedger();
  const options = { config: `${folder}/kube-codegen.config.ts` };
  writeFileSync(options.config, `export default { files: ['src/**/*.crd.ts'] }`);
  await readJob(call(options), ledger);
  ledger.read(`${folder}/src/later.ts`);
  const entries = ledger.entries();
  expect(isUnchanged(entries)).toBe(true);
  writeFileSync(`${folder}/src/later.ts`, '');
  expect(isUnchanged(entries)).toBe(false);
  rmSync(`${folder}/src/later.ts`);
  expect(isUnchanged(entries)).toBe(true);
  writeFileSync(`${folder}/src/f.crd.ts`, '');
  expect(isUnchanged(entries)).toBe(false);
});
