import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiServer } from './server.js';

// It stands among the cluster suites because they bring a kubectl; the server that it asks is ours.
let server: ApiServer;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubectl-'));
  server = await ApiServer.start();
  const listening = await server.listen();
  await listening.writeKubeconfig(join(directory, 'kubeconfig'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function kubectl(...args: readonly string[]): Promise<string> {
  const own = [`--kubeconfig=${join(directory, 'kubeconfig')}`, `--cache-dir=${join(directory, 'cache')}`];
  return (await promisify(execFile)('kubectl', [...own, ...args])).stdout;
}

test('kubectl applies, gets and deletes', async () => {
  const file = join(directory, 'settings.json');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { colour: 'blue' } }));
  expect(await kubectl('apply', '--server-side', '-f', file)).toBe('configmap/settings serverside-applied\n');
  expect(await kubectl('get', 'configmaps')).toMatch(/^NAME +DATA +AGE\nsettings +1 +\d+s\n$/);
  expect(await kubectl('get', 'cm', 'settings', '-o', 'jsonpath={.data.colour}')).toBe('blue');
  expect(await kubectl('delete', 'configmap', 'settings')).toContain('"settings" deleted');
  expect(await kubectl('get', 'configmaps', '-o', 'name')).toBe('');
});
