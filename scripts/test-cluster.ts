/**
 * `pnpm test:cluster`: runs `*.cluster.test.ts` on a real Kubernetes API: that of KUBECONFIG, else one that is started from the
 * binaries in KUBEBUILDER_ASSETS and ends with the run; there, suites that need a node (`*.node.cluster.test.ts`) are left out.
 * Arguments go to jest.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startControlPlane } from './house/control-plane.js';
import { root } from './house/workspace.js';

const { KUBECONFIG, KUBEBUILDER_ASSETS } = process.env;
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js')];
const jest = ['--config', 'jest.cluster.config.js', '--runInBand', ...process.argv.slice(2)];

/** Runs jest on a cluster and gives its exit code. */
const run = (kubeconfig: string, ...more: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, ...jest, ...more], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, KUBECONFIG: kubeconfig },
    });
    child.on('error', reject).on('exit', (code) => resolve(code ?? 1));
  });

if (KUBECONFIG !== undefined && KUBECONFIG !== '') {
  process.exitCode = await run(KUBECONFIG);
} else if (KUBEBUILDER_ASSETS !== undefined && KUBEBUILDER_ASSETS !== '') {
  await using controlPlane = await startControlPlane(KUBEBUILDER_ASSETS);
  console.log('started etcd and kube-apiserver; suites that need a node are left out');
  process.exitCode = await run(
    controlPlane.kubeconfig,
    '--testPathIgnorePatterns',
    '/node_modules/',
    '/dist/',
    '\\.node\\.cluster\\.test\\.ts$',
  );
} else {
  console.error('left out: the cluster suites need KUBECONFIG (a cluster) or KUBEBUILDER_ASSETS (a folder with etcd and kube-apiserver)');
  process.exitCode = 1;
}
