import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example as a user would: a process of its own, on the sources. */
function run(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): Promise<Run> {
  const { NODE_OPTIONS: _, ...clean } = env; // jest's own flags are not the example's
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=kube-source', script, ...args], { cwd: root, env: clean });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('examples/website', () => {
  test('tells the whole story on the in-process API server and ends by itself', async () => {
    const { code, stdout, stderr } = await run('examples/website/demo.ts');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    for (const line of [
      '1. A TypeScript interface becomes a CRD and a class',
      'websites.example.com is served',
      'ConfigMap web/home, Deployment web/home with 1 replica, DNS record www.example.com',
      'Ready=True',
      'Deployment web/home has 3 replicas',
      'the operator made it again: ConfigMap web/home',
      'the finalizer removed the DNS record www.example.com first',
      'All of it happened',
    ]) {
      expect(stdout).toContain(line);
    }
  });

  test('fails with both causes where there is no cluster to play on', async () => {
    const env = { ...process.env, KUBECONFIG: '/nowhere/kubeconfig', KUBERNETES_SERVICE_HOST: '', KUBERNETES_SERVICE_PORT: '' };
    const { code, stderr } = await run('examples/website/demo.ts', ['--cluster'], env);
    expect(code).toBe(1);
    expect(stderr).toContain('/nowhere/kubeconfig: there is no such file');
    expect(stderr).toContain('Set KUBECONFIG');
  });

  test('knows its arguments', async () => {
    const { code, stderr } = await run('examples/website/demo.ts', ['--clutser']);
    expect(code).toBe(1);
    expect(stderr).toContain('the demo knows no --clutser');
  });
});
