import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Api, Client } from 'kube-core';
import { Namespace } from 'kube-core/k8s';
import { command, root, run, type Run } from '../run.js';

jest.setTimeout(180_000); // each command is a process

const namespace = `example-${randomUUID().slice(0, 8)}`;
const port = 20_000 + Math.floor(Math.random() * 10_000); // the node's own network
const labels = { app: 'sleeper' };
const pod = (script: string): object => ({
  nodeName: 'node-1',
  hostNetwork: true,
  terminationGracePeriodSeconds: 0,
  automountServiceAccountToken: false,
  containers: [{ name: 'main', image: 'localhost/busybox:test', imagePullPolicy: 'Never', command: ['sh', '-c', script] }],
});
const objects = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'box' },
    spec: pod(`mkdir -p /tmp/www; echo hello > /tmp/www/index.html; httpd -f -p ${port} -h /tmp/www`),
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'talker' },
    spec: { ...pod('for i in 1 2 3; do echo "line $i"; sleep 1; done'), restartPolicy: 'Never' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'sleeper' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod('sleep 3600') } },
  },
];
const script = 'examples/kubectl/main.ts';

/** The command is the first word; what stands behind `--` is not for kubectl. */
const wordsOf = (words: string): string[] => {
  const [verb = '', ...rest] = words.split(' ');
  return [verb, '-n', namespace, ...rest];
};
const kubectl = (words: string, input = ''): Promise<Run> => run(script, wordsOf(words), { input });

/** One that does not end by itself, and what it has printed so far. */
function begin(words: string): { readonly child: ChildProcess; readonly printed: (pattern: RegExp) => Promise<RegExpExecArray> } {
  const [program, ...args] = command;
  const child = spawn(program, [...args, script, ...wordsOf(words)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], timeout: 100_000 });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(text);
      if (found !== null) return found;
      await once(child.stdout, 'data');
    }
  };
  return { child, printed };
}

let client: Client;
beforeAll(async () => {
  client = await Client.tryDefault({ fieldManager: 'example' });
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  const { stdout } = await kubectl('apply -f -', objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  expect(stdout).toBe('pod/box created\npod/talker created\ndeployment.apps/sleeper created\n');
});
afterAll(async () => {
  await Api.all(client, Namespace).delete(namespace);
  await client.close();
});

test('waits for pods and rollouts, and tells what was told of them', async () => {
  const ready = await kubectl('wait pod/box --for condition=Ready --timeout 90s');
  expect(ready).toEqual({ code: 0, stdout: 'pod/box condition met\n', stderr: '' });
  expect((await kubectl('rollout status deploy/sleeper --timeout 90s')).stdout).toMatch(
    /deployment\.apps\/sleeper: all replicas are updated and available\n$/,
  );
  const { stdout } = await kubectl('describe pod box');
  expect(stdout).toContain('phase: Running');
  expect(stdout).toMatch(/events:\n(.*\n)*  Normal Started: /);
  expect(await kubectl('wait pod/box --for delete --timeout 1s')).toMatchObject({ code: 1, stderr: expect.stringContaining('Pod') });
});

test('follows a log to its end', async () => {
  expect(await kubectl('logs talker -f')).toEqual({ code: 0, stdout: 'line 1\nline 2\nline 3\n', stderr: '' });
  expect((await kubectl('logs talker --tail 1')).stdout).toBe('line 3\n');
});

test('runs commands with what comes through a pipe, and ends as they do', async () => {
  await kubectl('wait pod/box --for condition=Ready --timeout 90s');
  expect(await kubectl('exec box -- echo -n it')).toEqual({ code: 0, stdout: 'it', stderr: '' });
  expect(await kubectl('exec -it box -- sh', 'echo out; echo err >&2; exit 4')).toEqual({ code: 4, stdout: 'out\n', stderr: 'err\n' });
});

test('copies a file to a pod and back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kube-cp-'));
  await writeFile(join(folder, 'there'), 'some text\n');
  expect(await kubectl(`cp ${folder}/there box:/tmp/there`)).toMatchObject({ code: 0, stderr: '' });
  expect(await kubectl(`cp box:/tmp/there ${folder}/back`)).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(folder, 'back'), 'utf8')).toBe('some text\n');
  await rm(folder, { recursive: true });
});

test('forwards a port until it is interrupted', async () => {
  const { child, printed } = begin(`port-forward pod/box :${port}`);
  const [, address] = await printed(/^Forwarding from (\S+) -> /m);
  expect(await (await fetch(`http://${address}/`, { headers: { connection: 'close' } })).text()).toBe('hello\n');
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('shows each change of what it watches as a row', async () => {
  const { child, printed } = begin('get pods -w');
  await printed(/^talker .*\n/m);
  await kubectl('delete pod/talker');
  await printed(/^NAME [^]*^talker [^]*^talker /m);
  child.kill();
  await once(child, 'close');
});
