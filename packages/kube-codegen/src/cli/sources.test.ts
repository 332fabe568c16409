/** Where the commands take definitions from, and what they refuse to read. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSource } from './sources.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kube-codegen-sources-'));
  await mkdir(join(folder, 'crds'));
  await writeFile(join(folder, 'crds/b.yaml'), 'b: 1\n');
  await writeFile(join(folder, 'crds/a.json'), '{"a": 1}');
  await writeFile(join(folder, 'crds/README.md'), '# nothing');
});
afterAll(() => rm(folder, { recursive: true }));

const messageOf = async (operand: string): Promise<string> => {
  const read = await readSource(operand, folder);
  return 'code' in read ? read.message : 'read';
};

test('a folder gives its files of YAML and JSON, in the order of their names', async () => {
  const read = await readSource(join(folder, 'crds'));
  expect(read).toEqual([
    { name: join(folder, 'crds/a.json').replaceAll('\\', '/'), text: '{"a": 1}' },
    { name: join(folder, 'crds/b.yaml').replaceAll('\\', '/'), text: 'b: 1\n' },
  ]);
});

test('git gives a file as a revision has it, and not as it is now', async () => {
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
  git('init', '-q');
  git('add', 'crds');
  git('commit', '-q', '-m', 'one');
  await writeFile(join(folder, 'crds/b.yaml'), 'b: 2\n');
  expect(await readSource('git:HEAD:crds/b.yaml', folder)).toEqual([{ name: 'git:HEAD:crds/b.yaml', text: 'b: 1\n' }]);
  expect(await messageOf('git:HEAD:crds/none.yaml')).toMatch(/git does not show it: .*none\.yaml/);
});

test('no option of git can be slipped in', async () => {
  expect(await messageOf('git:--output=x:crds/b.yaml')).toMatch(/write git:REVISION:PATH/);
  expect(await messageOf('git:HEAD')).toMatch(/write git:REVISION:PATH/);
});

test.each([
  ['http://example.com/crd.yaml', /only https addresses are read/],
  ['HTTP://example.com/crd.yaml', /only https addresses are read/],
  ['nowhere.yaml', /ENOENT/],
])('%s is not read', async (operand, words) => {
  expect(await messageOf(operand)).toMatch(words);
});

test('a folder without definitions says so', async () => {
  await mkdir(join(folder, 'empty'));
  expect(await messageOf(join(folder, 'empty'))).toMatch(/no file of YAML or JSON/);
});
