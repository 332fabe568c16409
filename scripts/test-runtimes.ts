/**
 * `pnpm test:runtimes`: the packed kube-core under Node, Bun and Deno, each by the binary that its npm package brings. The cluster is that of
 * KUBECONFIG, whose node also runs commands if there is one; without KUBECONFIG it is the in-process API server. Needs a registry.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Api, Client, messageOf, type Stored } from '../packages/kube-core/src/index.js';
import { Node, Pod } from '../packages/kube-core/src/k8s/core-v1.js';
import { ApiServer } from '../packages/kube-testing/src/index.js';
import { root } from './house/workspace.js';
import { install, part, run } from './pack/steps.js';

const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: [process.execPath],
  bun: ['node_modules/.bin/bun', 'run'],
  deno: ['node_modules/.bin/deno', 'run', '--allow-all', '--no-check'],
};

const work = mkdtempSync(join(tmpdir(), 'kube-runtimes-'));

/** An installed kube-core, and the runtimes. */
function prepare(): void {
  run(root, 'pnpm', '--filter', 'kube-core', 'run', 'build');
  run(join(root, 'packages/kube-core'), 'pnpm', 'pack', '--pack-destination', work);
  const tarball = readdirSync(work).find((file) => file.endsWith('.tgz')) ?? 'missing';
  install(work, { 'kube-core': join(work, tarball), bun: '^1.4.0', deno: '^2.9.0' });
  copyFileSync(join(root, 'scripts/runtimes/trial.mjs'), join(work, 'trial.mjs'));
}

/** Whether the claims hold under a runtime. */
async function tries(runtime: string, kubeconfig: string, pod: string | undefined): Promise<boolean> {
  const [command = '', ...args] = runtimes[runtime] ?? [];
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  console.log(runtime);
  try {
    const { stdout } = await promisify(execFile)(command, [...args, 'trial.mjs', ...(pod === undefined ? [] : [pod])], {
      cwd: work,
      env,
      timeout: 180_000,
    });
    console.log(stdout.trimEnd());
    return true;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }; // what execFile throws
    console.log(`${stdout}${stderr}\n${runtime}: ${messageOf(error)}`);
    return false;
  }
}

/** A runtime that fails once has not failed: the sockets of Bun and Deno are young, and what is judged here is kube-core. Both tries are shown. */
const triesTwice = async (...of: Parameters<typeof tries>): Promise<boolean> => (await tries(...of)) || (await tries(...of));

/** A pod with a shell on the cluster's node, where it has one. */
async function startPod(client: Client): Promise<Stored<Pod> | undefined> {
  const [node] = (await Api.all(client, Node).list()).items;
  if (node === undefined) return undefined;
  const pods = Api.namespaced(client, Pod, 'default');
  const pod = await pods.create({
    metadata: { generateName: 'runtimes-' },
    spec: {
      nodeName: node.metadata.name,
      hostNetwork: true,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: [{ name: 'main', image: 'localhost/busybox:test', imagePullPolicy: 'Never', command: ['sh', '-c', 'sleep 3600'] }],
    },
  });
  for await (const event of pods.watch({ fieldSelector: `metadata.name=${pod.metadata.name}`, timeoutSeconds: 60 }))
    if (event.type === 'MODIFIED' && event.object.status?.phase === 'Running') return pod;
  throw new Error(`pod ${pod.metadata.name} does not start`);
}

async function onCluster(kubeconfig: string): Promise<boolean> {
  await using client = await Client.tryDefault();
  const pod = await startPod(client);
  try {
    return await all(kubeconfig, pod && `default/${pod.metadata.name}`);
  } finally {
    if (pod !== undefined) await Api.namespaced(client, Pod, 'default').delete(pod);
  }
}

async function inProcess(): Promise<boolean> {
  await using server = await ApiServer.start();
  const listening = await server.listen();
  const kubeconfig = join(work, 'kubeconfig');
  await listening.writeKubeconfig(kubeconfig);
  return await all(kubeconfig, undefined);
}

async function all(kubeconfig: string, pod: string | undefined): Promise<boolean> {
  let good = true;
  for (const runtime of Object.keys(runtimes)) good = (await triesTwice(runtime, kubeconfig, pod)) && good;
  return good;
}

try {
  part('installed kube-core, Bun and Deno', prepare);
  const { KUBECONFIG = '' } = process.env;
  process.exitCode = (await (KUBECONFIG === '' ? inProcess() : onCluster(KUBECONFIG))) ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
