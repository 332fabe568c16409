import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kubeconfig } from 'kube-core';

// It stands among the cluster suites because they bring a kubectl; nothing is connected to.
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubeconfig-changes-'));
});
afterAll(() => rm(directory, { recursive: true }));

const files: Readonly<Record<string, string>> = {
  a: 'clusters: [{name: c, cluster: {server: "https://a", extensions: [{name: x, extension: {deep: [1]}}]}}]\n',
  b: 'clusters: [{name: c, cluster: {server: "https://b"}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}, {name: z, context: {cluster: c}}]\nusers: [{name: u, user: {token: t}}]\ncurrent-context: x\n',
};

/** The files in a folder of their own, and the names of all, a missing one among them. */
async function stack(name: string): Promise<readonly string[]> {
  const folder = join(directory, name);
  await mkdir(folder);
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  return ['missing', 'a', 'b'].map((file) => join(folder, file));
}

/** What kubectl says, with these files. */
async function kubectl(stacked: readonly string[], ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], KUBECONFIG: stacked.join(delimiter), HOME: directory };
  return (await promisify(execFile)('kubectl', ['config', ...args], { env, cwd: directory })).stdout;
}

/** What kubectl sees in each file, and in all of them. */
async function meaning(stacked: readonly string[]): Promise<unknown> {
  const views = [...stacked.slice(1).map((file) => [file]), stacked].map((some) => kubectl(some, 'view', '--raw', '-o', 'json'));
  return (await Promise.all(views)).map((json) => JSON.parse(json) as unknown);
}

describe('a change means to kubectl what its own means:', () => {
  test.each<[string, readonly string[], (kubeconfig: Kubeconfig) => Kubeconfig]>([
    [
      'a field of a context in a later file',
      ['set-context', 'x', '--namespace=web'],
      (kubeconfig) => kubeconfig.set({ contexts: { x: { namespace: 'web' } } }),
    ],
    [
      'a context that is new',
      ['set-context', 'y', '--cluster=c', '--user=u'],
      (kubeconfig) => kubeconfig.set({ contexts: { y: { cluster: 'c', user: 'u' } } }),
    ],
    ['another current context', ['use-context', 'z'], (kubeconfig) => kubeconfig.set({ currentContext: 'z' })],
    ['no current context', ['unset', 'current-context'], (kubeconfig) => kubeconfig.unset({ currentContext: true })],
    [
      'a cluster that two files have',
      ['set-cluster', 'c', '--server=https://new', '--insecure-skip-tls-verify=true'],
      (kubeconfig) => kubeconfig.set({ clusters: { c: { server: 'https://new', 'insecure-skip-tls-verify': true } } }),
    ],
    ['another token', ['set-credentials', 'u', '--token=123'], (kubeconfig) => kubeconfig.set({ users: { u: { token: '123' } } })],
    [
      'a user with a plugin',
      [
        'set-credentials',
        'p',
        '--exec-api-version=client.authentication.k8s.io/v1',
        '--exec-command=x',
        '--exec-arg=a',
        '--exec-interactive-mode=Never',
      ],
      (kubeconfig) =>
        kubeconfig.set({
          users: {
            p: {
              exec: {
                ...{ apiVersion: 'client.authentication.k8s.io/v1', command: 'x', args: ['a'], interactiveMode: 'Never' },
                provideClusterInfo: false,
              },
            },
          },
        }),
    ],
    [
      'a cluster less, the later one of that name then counts',
      ['unset', 'clusters.c'],
      (kubeconfig) => kubeconfig.unset({ clusters: ['c'] }),
    ],
    ['a user less', ['unset', 'users.u'], (kubeconfig) => kubeconfig.unset({ users: ['u'] })],
  ])('%s', async (name, args, change) => {
    const [theirs, ours] = [await stack(`theirs-${name}`), await stack(`ours-${name}`)];
    await kubectl(theirs, ...args);
    await change(await Kubeconfig.read({ env: { KUBECONFIG: ours.join(delimiter) } })).write();
    expect(await meaning(ours)).toEqual(await meaning(theirs));
    expect(await meaning(ours)).not.toEqual(await meaning(await stack(`before-${name}`)));
  });

  test('the current context that is current already, which touches no file', async () => {
    const [theirs, ours] = [await stack('theirs-same'), await stack('ours-same')];
    await kubectl(theirs, 'use-context', 'x');
    await (await Kubeconfig.read({ env: { KUBECONFIG: ours.join(delimiter) } })).set({ currentContext: 'x' }).write();
    expect(await meaning(ours)).toEqual(await meaning(theirs));
    expect(await meaning(ours)).toEqual(await meaning(await stack('before-same')));
  });

  test('all of a stack in one file', async () => {
    const stacked = await stack('flat');
    const flat = join(directory, 'flat-file');
    await (await Kubeconfig.read({ env: { KUBECONFIG: stacked.join(delimiter) } })).write({ file: flat });
    expect(JSON.parse(await kubectl([flat], 'view', '--raw', '-o', 'json'))).toEqual(
      JSON.parse(await kubectl(stacked, 'view', '--raw', '--flatten', '-o', 'json')),
    );
  });
});
