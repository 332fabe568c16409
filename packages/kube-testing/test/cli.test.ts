/** The command as people run it: a process, what it prints, what it serves, how it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { Api, Client, Config } from 'kube-core';
import { Namespace } from 'kube-core/k8s';

const root = join(import.meta.dirname, '../../..');
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;

const start = (...args: readonly string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream } =>
  spawn(process.execPath, ['--import', tsx, '--conditions=kube-source', join(root, 'packages/kube-testing/src/cli.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });

test('serves what its kubeconfig names, until SIGTERM, and leaves nothing behind', async () => {
  const child = start('serve', '--crds', join(root, 'examples/website/crds'));
  const exit = once(child, 'exit');
  const file = String((await once(createInterface(child.stdout), 'line')).at(0));
  const config = await Config.fromKubeconfig({ file });
  const client = Client.from(config);
  const { items } = await Api.all(client, Namespace).list();
  expect(items.map(({ metadata }) => metadata.name)).toContain('default');
  expect(await client.request({ method: 'GET', path: '/apis/example.com/v1/websites', headers: {} })).toMatchObject({
    kind: 'WebsiteList',
  });
  await client[Symbol.asyncDispose]();
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(existsSync(file)).toBe(false);
}, 60_000);

test('says what a wrong call is', async () => {
  expect(await once(start('serve', '--port', 'http'), 'exit')).toEqual([2, null]);
}, 60_000);
