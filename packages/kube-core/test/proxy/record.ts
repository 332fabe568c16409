/**
 * Asks kubectl which cases go through a proxy, and writes `recorded.json`: `tsx --conditions=kube-source test/proxy/record.ts KUBECTL`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { openProxy } from '../proxies.js';
import { cases, type Case } from './cases.js';

const [kubectl = 'kubectl'] = process.argv.slice(2);
const proxy = await openProxy({ leadsTo: 9 });

async function isProxied({ server, env }: Case): Promise<boolean> {
  const here = Object.entries(env).map(([name, value]) => [name, value.replace('$PROXY', `127.0.0.1:${proxy.port}`)] as const);
  const args = [
    'get',
    '--raw',
    '/version',
    '--request-timeout=2s',
    '--kubeconfig=/dev/null',
    '--token=t',
    '--insecure-skip-tls-verify',
    `--server=${server}`,
  ];
  const child = spawn(kubectl, args, { env: { PATH: process.env['PATH'], ...Object.fromEntries(here) }, stdio: 'ignore' });
  await once(child, 'close');
  return proxy.asked.splice(0).length > 0;
}

const recorded: Record<string, boolean> = {};
for (const [name, one] of cases) recorded[name] = await isProxied(one);
await writeFile(new URL('recorded.json', import.meta.url), `${JSON.stringify(recorded, undefined, 2)}\n`);
await proxy[Symbol.asyncDispose]();
