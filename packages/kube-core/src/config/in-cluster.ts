/**
 * The configuration of the pod that this process runs in (client-go's rest.InClusterConfig). Enter at {@link inClusterConfig}.
 */
import { join } from 'node:path';
import { codeOf } from '../errors.js';
import { InClusterError } from './errors.js';
import type { Config } from './types.js';
import { files } from '../util/files.js';

/** Where every pod finds its service account. */
const defaultDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What stands in for the pod, in tests. */
export interface InClusterOptions {
  /** @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where token, ca.crt and namespace stand. @defaultValue `/var/run/secrets/kubernetes.io/serviceaccount` */
  readonly serviceAccountDirectory?: string;
}

/** @throws InClusterError when the environment or the service account's token is missing. */
export async function inClusterConfig(options: InClusterOptions): Promise<Config> {
  const { env = process.env, serviceAccountDirectory: directory = defaultDirectory } = options;
  const server = serverOf(env);
  const token = join(directory, 'token');
  await mustRead(token);
  const ca = join(directory, 'ca.crt');
  return {
    server,
    defaultNamespace: namespaceOf(env) ?? (await read(join(directory, 'namespace'))) ?? 'default',
    tls: (await read(ca)) === undefined ? {} : { ca: { file: ca } },
    credentials: { type: 'token-file', file: token },
    disableCompression: true, // the network of a cluster is faster than gzip
  };
}

/** The namespace of the pod around the process, for a kubeconfig that names none; `undefined` where there is no pod, as client-go tells one. */
export async function namespaceOfPod(options: InClusterOptions): Promise<string | undefined> {
  const { env = process.env, serviceAccountDirectory: directory = defaultDirectory } = options;
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = env;
  if (host === '' || port === '' || (await read(join(directory, 'token'))) === undefined) return undefined;
  return namespaceOf(env) ?? (await read(join(directory, 'namespace')));
}

type Env = Readonly<Record<string, string | undefined>>;

function serverOf(env: Env): string {
  const host = env.KUBERNETES_SERVICE_HOST ?? '';
  const port = env.KUBERNETES_SERVICE_PORT ?? '';
  if (host === '' || port === '') throw new InClusterError('KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set');
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function namespaceOf(env: Env): string | undefined {
  const namespace = env.POD_NAMESPACE;
  return namespace === '' ? undefined : namespace;
}

async function mustRead(file: string): Promise<string> {
  try {
    return await files().promises.readFile(file, 'utf8');
  } catch (cause) {
    throw new InClusterError(`cannot read the service account's token at ${file} (${codeOf(cause) ?? 'unreadable'})`, { cause });
  }
}

/** The trimmed text of a file; `undefined` where it is missing or empty. */
async function read(file: string): Promise<string | undefined> {
  try {
    const text = (await files().promises.readFile(file, 'utf8')).trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}
