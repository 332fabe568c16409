/**
 * `pnpm test:cluster`: runs `*.cluster.test.ts` on a real Kubernetes API: that of KUBECONFIG, else one that is started from the
 * binaries in KUBEBUILDER_ASSETS and ends with the run; there, suites that need a node (`*.node.cluster.test.ts`) are left out. Suites that
 * stop a control plane (`*.binaries.cluster.test.ts`) start one of their own, from KUBEBUILDER_ASSETS or what is on the PATH, and are left
 * out where there are no binaries. Arguments go to jest.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startControlPlane } from '../packages/kube-runtime/test/control-plane/control-plane.js';
import { root } from './house/workspace.js';

const { KUBECONFIG = '', KUBEBUILDER_ASSETS = '', PATH = '' } = process.env;
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js')];
const jest = ['--config', 'jest.cluster.config.js', '--runInBand', ...process.argv.slice(2)];

/** The folder with the binaries of a control plane, if there is one. */
const assets = [KUBEBUILDER_ASSETS, ...PATH.split(delimiter)].find(
  (folder) => folder !== '' && ['etcd', 'kube-apiserver'].every((name) => existsSync(join(folder, name))),
);

/** Runs jest on a cluster and gives its exit code. @param leftOut - Kinds of suites, `node`. */
const run = (kubeconfig: string, leftOut: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    for (const kind of leftOut) console.log(`left out: *.${kind}.cluster.test.ts`);
    const patterns = leftOut.flatMap((kind) => ['--testPathIgnorePatterns', `\\.${kind}\\.cluster\\.test\\.ts$`]);
    const ignored = patterns.length === 0 ? [] : ['--testPathIgnorePatterns', '/node_modules/', '/dist/', ...patterns];
    const child = spawn(process.execPath, [...node, ...jest, ...ignored], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, KUBECONFIG: kubeconfig, ...(assets !== undefined && { KUBEBUILDER_ASSETS: assets }) },
    });
    child.on('error', reject).on('exit', (code) => resolve(code ?? 1));
  });

if (KUBECONFIG !== '') {
  process.exitCode = await run(KUBECONFIG, assets === undefined ? ['binaries'] : []);
} else if (KUBEBUILDER_ASSETS !== '') {
  await using controlPlane = await startControlPlane(KUBEBUILDER_ASSETS);
  console.log('started etcd and kube-apiserver');
  process.exitCode = await run(controlPlane.kubeconfig, ['node']);
} else {
  console.error('left out: the cluster suites need KUBECONFIG (a cluster) or KUBEBUILDER_ASSETS (a folder with etcd and kube-apiserver)');
  process.exitCode = 1;
}
