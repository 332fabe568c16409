/**
 * From kubeconfig files to a {@link Config}: which files, which context, and whether what it names makes sense.
 * Enter at {@link kubeconfigFromFiles}.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { codeOf } from '../errors.js';
import type { Config, CredentialsConfig, Impersonation, Material, TlsConfig } from './types.js';
import { KubeconfigError } from './errors.js';
import type { Entry, Kubeconfig } from './kubeconfig.js';

/** Which kubeconfig, and which part of it. */
export interface KubeconfigOptions {
  /** @defaultValue the kubeconfig's current-context */
  readonly context?: string;
  /** One file, which must exist, in place of those of the environment. */
  readonly file?: string;
  /** @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where `.kube/config` is looked for. @defaultValue the user's home directory */
  readonly home?: string;
}

/** What there is, or why there is nothing. */
export type Loaded = { readonly found: true; readonly config: Config } | { readonly found: false; readonly why: KubeconfigError };

/** Reads the files of `KUBECONFIG`, or `~/.kube/config`. A file that is missing is no error, unless it was asked for by name. */
export async function kubeconfigFromFiles(options: KubeconfigOptions): Promise<Loaded> {
  const files = options.file === undefined ? filesOf(options) : [options.file];
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await readText(file, options.file !== undefined) })));
  const there = texts.filter((one): one is { file: string; text: string } => one.text !== undefined);
  if (there.length === 0) return { found: false, why: new KubeconfigError('there is no such file', { file: files.join(delimiter) }) };
  const { parseKubeconfig, mergeKubeconfigs } = await import('./kubeconfig.js');
  const kubeconfig = mergeKubeconfigs(there.map(({ file, text }) => parseKubeconfig(text, file)));
  const context = options.context ?? kubeconfig.currentContext;
  if (context !== undefined) return { found: true, config: resolveContext(kubeconfig, context, there[0]?.file) };
  return {
    found: false,
    why: new KubeconfigError(`no current-context is set; ${choice(kubeconfig)}`, { file: there.map((one) => one.file).join(delimiter) }),
  };
}

/** The configuration of a text, as a file would hold it. @throws KubeconfigError. */
export async function kubeconfigFromText(text: string, options: KubeconfigOptions): Promise<Config> {
  const { parseKubeconfig } = await import('./kubeconfig.js');
  const kubeconfig = parseKubeconfig(text, options.file);
  const context = options.context ?? kubeconfig.currentContext;
  if (context === undefined) throw new KubeconfigError(`no current-context is set; ${choice(kubeconfig)}`, { file: options.file });
  return resolveContext(kubeconfig, context, options.file);
}

function filesOf(options: KubeconfigOptions): readonly string[] {
  const { env = process.env, home = homedir() } = options;
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return named.length === 0 ? [join(home, '.kube', 'config')] : [...new Set(named)];
}

async function readText(file: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return decoded(await readFile(file));
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' && !mustExist) return undefined;
    throw new KubeconfigError(`cannot be read (${codeOf(cause) ?? 'unreadable'})`, { file, cause });
  }
}

/** UTF-8, or UTF-16 with its mark: what PowerShell writes. */
function decoded(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('latin1');
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

const choice = (kubeconfig: Kubeconfig): string =>
  kubeconfig.contexts.size === 0 ? 'it has no contexts' : `choose one of its contexts: ${[...kubeconfig.contexts.keys()].join(', ')}`;

function resolveContext(kubeconfig: Kubeconfig, name: string, file: string | undefined): Config {
  const context = kubeconfig.contexts.get(name);
  if (context === undefined) throw new KubeconfigError(`there is no context "${name}"; ${choice(kubeconfig)}`, { file });
  const clusterName = context.strings.get('cluster') ?? '';
  const cluster = kubeconfig.clusters.get(clusterName);
  if (cluster === undefined) throw wrong(context, `context "${name}" names cluster "${clusterName}", which is not there`);
  // A user that is not there is nobody: client-go sends no credentials for it either.
  const user = kubeconfig.users.get(context.strings.get('user') ?? '');
  const url = urlOf(cluster, clusterName);
  const secure = url.protocol === 'https:'; // credentials never travel in the clear, as in client-go
  return {
    server: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`,
    defaultNamespace: filled(context, 'namespace') ?? 'default',
    tls: { ...trustOf(cluster), ...(secure && user !== undefined && certificateOf(user)) },
    credentials: secure ? credentialsOf(url, user) : { type: 'none' },
    ...(user !== undefined && impersonationOf(user)),
  };
}

const wrong = (entry: Entry, message: string): KubeconfigError => new KubeconfigError(message, entry);

/** A value that is there and not empty. */
function filled(entry: Entry, name: string): string | undefined {
  const value = entry.strings.get(name);
  return value === '' ? undefined : value;
}

function urlOf(cluster: Entry, name: string): URL {
  const server = filled(cluster, 'server');
  if (server === undefined) throw wrong(cluster, `cluster "${name}" has no server`);
  if (filled(cluster, 'proxy-url') !== undefined) throw wrong(cluster, `cluster "${name}" has a proxy-url, which is not supported yet`);
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw wrong(cluster, `the server of cluster "${name}" is no URL; it looks like https://host:6443`); // unquoted: it may hold a password
}

function trustOf(cluster: Entry): TlsConfig {
  const insecure = cluster.flags.has('insecure-skip-tls-verify');
  const ca = materialOf(cluster, 'certificate-authority');
  if (insecure && ca !== undefined)
    throw wrong(cluster, 'insecure-skip-tls-verify and a certificate-authority exclude each other; remove one');
  const serverName = filled(cluster, 'tls-server-name');
  return { ...(ca !== undefined && { ca }), ...(insecure && { insecure }), ...(serverName !== undefined && { serverName }) };
}

function certificateOf(user: Entry): TlsConfig {
  const certificate = materialOf(user, 'client-certificate');
  const key = materialOf(user, 'client-key');
  if (certificate === undefined) return {};
  if (key === undefined) throw wrong(user, 'client-certificate has no client-key');
  return { certificate, key };
}

/** Text inline (`x-data`) or a file (`x`), never both. */
function materialOf(entry: Entry, name: string): Material | undefined {
  const data = filled(entry, `${name}-data`);
  const file = filled(entry, name);
  if (data !== undefined && file !== undefined) throw wrong(entry, `${name} and ${name}-data are both set; remove one`);
  if (data !== undefined) return { data };
  return file === undefined ? undefined : { file: besideOf(entry, file) };
}

/** Paths are relative to the file that they stand in. */
const besideOf = (entry: Entry, path: string): string => (entry.file === undefined ? path : resolve(dirname(entry.file), path));

function credentialsOf(url: URL, user: Entry | undefined): CredentialsConfig {
  const { username, password } = url; // net/http sends what the URL holds, whoever the user is
  if (username !== '') return { type: 'basic', username: decodeURIComponent(username), password: decodeURIComponent(password) };
  const own = user === undefined ? undefined : ownCredentialsOf(user);
  if (own !== undefined || user === undefined) return own ?? { type: 'none' };
  const [plugin] = user.plugins;
  if (plugin === undefined || filled(user, 'client-certificate') !== undefined || filled(user, 'client-certificate-data') !== undefined)
    return { type: 'none' };
  throw wrong(user, `the user authenticates by ${plugin}, which is not supported yet; use a token or a client certificate`);
}

/** What the entry itself holds; a plugin beside it is never asked. */
function ownCredentialsOf(user: Entry): CredentialsConfig | undefined {
  const token = filled(user, 'token');
  const tokenFile = filled(user, 'tokenFile');
  const username = filled(user, 'username');
  if (username !== undefined && (token ?? tokenFile) !== undefined)
    throw wrong(user, 'the user has both a token and a username; remove one');
  if (tokenFile !== undefined) return { type: 'token-file', file: besideOf(user, tokenFile) }; // the file's token is the newer one
  if (token !== undefined) return { type: 'token', token };
  if (username !== undefined) return { type: 'basic', username, password: user.strings.get('password') ?? '' };
  return undefined;
}

function impersonationOf(user: Entry): { readonly impersonate?: Impersonation } {
  const { groups, extra } = user;
  const as = filled(user, 'as');
  const uid = filled(user, 'as-uid');
  const hasExtra = Object.keys(extra).length > 0;
  if (as === undefined) {
    if (uid === undefined && groups.length === 0 && !hasExtra) return {};
    throw wrong(user, 'as-uid, as-groups and as-user-extra need as: whom to impersonate');
  }
  const more = { ...(uid !== undefined && { uid }), ...(groups.length > 0 && { groups }), ...(hasExtra && { extra }) };
  return { impersonate: { user: as, ...more } };
}
