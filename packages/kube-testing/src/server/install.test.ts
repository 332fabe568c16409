import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiServer } from './server.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kube-testing-crds-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a server says that is to start with a folder of one file. */
async function failureOf(text: string): Promise<string> {
  const file = join(folder, 'site.yaml');
  await writeFile(file, text);
  const error: unknown = await ApiServer.start({ crds: folder }).catch((reason: unknown) => reason);
  return error instanceof Error ? error.message.replaceAll(file, 'FILE') : 'it started';
}

test('a folder that is not there is named, with the reason', async () => {
  const nowhere = join(folder, 'nowhere');
  await expect(ApiServer.start({ crds: nowhere })).rejects.toThrow(`cannot read ${nowhere}: ENOENT`);
});

test.each([
  [
    'another kind',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: nginx}\n',
    'FILE, document 2: Deployment "nginx" is no CustomResourceDefinition',
  ],
  ['an object without a kind', 'a: 1\n', 'FILE, document 2: an object without a kind "" is no CustomResourceDefinition'],
  ['a text', 'only words\n', 'FILE, document 2: this is no object but "only words"'],
])('%s is refused with its file and the number of its document', async (_what, text, message) => {
  await expect(failureOf(`---\n---\n${text}`)).resolves.toBe(message);
});

test('a definition that the server refuses is named with its file', async () => {
  const text = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\nspec: {}\n';
  await expect(failureOf(text)).resolves.toMatch(/^FILE, document 1: the server refuses CustomResourceDefinition "a.b.c": /);
});

test('a file may hold documents without a word', async () => {
  await expect(failureOf('---\n---\n')).resolves.toBe('it started');
});
