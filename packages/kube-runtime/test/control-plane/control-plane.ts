/**
 * A kube-apiserver with its etcd, out of binaries in envtest's layout (`KUBEBUILDER_ASSETS`), and kube-controller-manager where that is
 * beside them: enough for every suite that needs no node. Enter at {@link startControlPlane}.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running control plane; disposing it ends the processes and removes their data. */
export interface ControlPlane extends AsyncDisposable {
  /** The path of a kubeconfig of a cluster administrator. */
  readonly kubeconfig: string;
  /** Kills etcd and kube-apiserver and starts them again on the same ports, with the same data; resolves when they serve. */
  restart(): Promise<void>;
  /** Forgets every version but the newest. kube-apiserver may still have older ones in its watch cache. */
  compact(): Promise<void>;
  /** Puts bytes into etcd, past every check of kube-apiserver. @param key - `/registry/pods/default/x`. */
  store(key: string, value: Uint8Array): Promise<void>;
}

/** How a control plane is started. */
export interface ControlPlaneOptions {
  /** More flags of kube-apiserver. */
  readonly flags?: readonly string[];
  /** Whether kube-controller-manager runs, where it is there. @defaultValue true */
  readonly controllers?: boolean;
}

/** A cold kube-apiserver takes three to five seconds; a machine under load, many times that. */
const startMs = 60_000;

/**
 * @param assets - The folder that holds `etcd` and `kube-apiserver`.
 * @param options - What is not as in every suite.
 * @throws Error when it does not become ready; the message ends with what kube-apiserver said last.
 */
export async function startControlPlane(
  assets: string,
  { flags = [], controllers = true }: ControlPlaneOptions = {},
): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'kube-control-plane-'));
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
  const token = randomBytes(16).toString('hex');
  await writeKeys(folder, token);
  let servers: readonly ChildProcess[] = [];
  let manager: readonly ChildProcess[] = [];
  const serve = async (): Promise<void> => {
    servers = [
      start(folder, join(assets, 'etcd'), etcdFlags(client, peer)),
      start(folder, join(assets, 'kube-apiserver'), [...apiserverFlags(client, secure), ...flags]),
    ];
    await ready(folder, secure, token);
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...servers, ...manager].map(end));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await serve();
    const kubeconfig = await writeKubeconfig(folder, secure, token);
    const command = join(assets, 'kube-controller-manager'); // not in envtest's own archive, which has etcd, kube-apiserver and kubectl
    if (controllers && existsSync(command)) manager = [start(folder, command, managerFlags)];
    const restart = async (): Promise<void> => {
      await Promise.all(servers.map(end));
      await serve();
    };
    const store = async (key: string, value: Uint8Array): Promise<void> => {
      await askEtcd(client, 'kv/put', { key: base64(key), value: base64(value) });
    };
    return { kubeconfig, restart, compact: () => compactEtcd(client), store, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const etcdFlags = (client: number, peer: number): string[] => [
  '--data-dir=etcd',
  '--unsafe-no-fsync=true',
  '--log-level=error',
  `--listen-client-urls=http://127.0.0.1:${client}`,
  `--advertise-client-urls=http://127.0.0.1:${client}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`,
];

const apiserverFlags = (etcd: number, secure: number): string[] => [
  `--etcd-servers=http://127.0.0.1:${etcd}`,
  `--secure-port=${secure}`,
  '--bind-address=127.0.0.1',
  '--cert-dir=.',
  '--token-auth-file=tokens.csv',
  '--authorization-mode=RBAC',
  '--allow-privileged=true',
  '--endpoint-reconciler-type=none',
  '--service-cluster-ip-range=10.0.0.0/24',
  '--service-account-issuer=https://kubernetes.default.svc',
  '--service-account-key-file=service-account.pem',
  '--service-account-signing-key-file=service-account.pem',
  '--disable-admission-plugins=ServiceAccount', // no controller makes the accounts that it asks for
];

const managerFlags = [
  '--kubeconfig=kubeconfig',
  '--leader-elect=false',
  '--secure-port=0',
  '--service-account-private-key-file=service-account.pem',
];

const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');

/** Through etcd's JSON gateway. */
async function askEtcd(port: number, path: string, body: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`etcd answers ${path} with ${response.status}: ${await response.text()}`);
  return response.json();
}

/** As `etcdctl compact` does at the newest revision. */
async function compactEtcd(port: number): Promise<void> {
  const status = (await askEtcd(port, 'maintenance/status', {})) as { readonly header: { readonly revision: string } };
  await askEtcd(port, 'kv/compaction', { revision: status.header.revision, physical: true });
}

async function writeKeys(folder: string, token: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  await writeFile(join(folder, 'service-account.pem'), privateKey.export({ type: 'sec1', format: 'pem' }));
  await writeFile(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`);
}

function start(folder: string, command: string, flags: readonly string[]): ChildProcess {
  const child = spawn(command, flags, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(join(folder, 'log'), { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.on('error', (error) => log.write(`${command}: ${error.message}\n`));
  return child;
}

/** Nothing of a test's control plane is worth a graceful end. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** The server signs its own certificate; that file is its authority. */
const authority = async (folder: string): Promise<string> => readFile(join(folder, 'apiserver.crt'), 'utf8');

async function ready(folder: string, port: number, token: string): Promise<void> {
  const { request } = await import('node:https');
  const ask = async (): Promise<number> => {
    const ca = await authority(folder);
    return new Promise((resolve, reject) => {
      const options = { ca, headers: { authorization: `Bearer ${token}` } };
      request(`https://127.0.0.1:${port}/readyz`, options, (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', reject)
        .end();
    });
  };
  const until = Date.now() + startMs;
  while (Date.now() < until) {
    if ((await ask().catch(() => 0)) === 200) return;
    await sleep(100);
  }
  const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
  throw new Error(`kube-apiserver did not become ready within ${startMs / 1000} s:\n${log.split('\n').slice(-10).join('\n')}`);
}

/** JSON is YAML. */
async function writeKubeconfig(folder: string, port: number, token: string): Promise<string> {
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': Buffer.from(await authority(folder)).toString('base64'),
  };
  const path = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  };
  await writeFile(path, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  await new Promise((resolve) => server.close(resolve));
  return port;
}
