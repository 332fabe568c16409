/**
 * Which proxy stands between this process and the server: the one that the configuration names, else what the environment says, by the
 * rules of Go's httpproxy. Enter at {@link proxyFor}.
 */
import { KubeError } from '../errors.js';
import { targetOf, type Target } from './target.js';
import type { Config } from './types.js';

/** A proxy, taken apart. */
export interface Proxy {
  readonly scheme: 'http' | 'https' | 'socks5';
  readonly host: string;
  readonly port: number;
  /** Decoded; both are missing where the URL has none. */
  readonly username?: string;
  readonly password?: string;
  /** What messages call it: its URL without name and password. */
  readonly name: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The URL of the proxy on the way to the server, or `undefined` where there is none.
 *
 * @param config - The server, and the proxy that it names; that one is used whatever the environment says, for loopback as well.
 * @param env - Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY stand, in capitals or else in small letters.
 * @throws KubeError `proxy` for a URL that is none, or of a scheme that is not http, https or socks5.
 */
export function proxyFor({ server, proxy }: Pick<Config, 'server' | 'proxy'>, env: Env = process.env): string | undefined {
  if (proxy !== undefined) return proxy === false ? undefined : checked(proxy.url, 'the proxy of the configuration');
  const target = new URL(server);
  const { protocol, hostname } = target;
  const url = protocol === 'https:' ? either(env, 'HTTPS_PROXY') : env.REQUEST_METHOD ? '' : either(env, 'HTTP_PROXY'); // CGI: a header sets it
  if (url === '' || isLocal(hostname)) return undefined;
  if (isExcepted(targetOf(target), either(env, 'NO_PROXY'))) return undefined;
  return checked(withScheme(url), protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
}

function checked(url: string, what: string): string {
  parseProxy(url, what);
  return url;
}

/** Capitals win, as in Go. */
const either = (env: Env, name: string): string =>
  [env[name], env[name.toLowerCase()]].find((value) => value !== undefined && value !== '') ?? '';

/** `proxy:3128` is an http proxy; `localhost:3128` would pass for a URL of the scheme localhost. */
const withScheme = (text: string): string => (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);

/**
 * @param text - The URL; no message shows it, since it may hold a password.
 * @param what - What it is called in messages.
 * @throws KubeError `proxy`
 */
export function parseProxy(text: string, what: string): Proxy {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = schemes[url?.protocol ?? ''];
  if (url === undefined || url.hostname === '' || scheme === undefined)
    throw new KubeError('proxy', `${what} is no URL of a proxy; it looks like http://proxy:3128, https://proxy or socks5://proxy:1080`);
  const port = url.port === '' ? defaultPorts[scheme] : Number(url.port);
  const credentials = url.username === '' && url.password === '' ? {} : decoded(url, what);
  return { scheme, host: url.hostname.replace(/^\[|\]$/g, ''), port, ...credentials, name: `${scheme}://${url.hostname}:${port}` };
}

/** A name is always resolved by a socks5 proxy, which is what socks5h asks for. */
const schemes: Readonly<Partial<Record<string, Proxy['scheme']>>> = {
  'http:': 'http',
  'https:': 'https',
  'socks5:': 'socks5',
  'socks5h:': 'socks5',
};

const defaultPorts = { http: 80, https: 443, socks5: 1080 } as const;

function decoded({ username, password }: URL, what: string): Pick<Proxy, 'username' | 'password'> {
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new KubeError('proxy', `the name and password of ${what} are not percent-encoded as they must be: write % as %25`);
  }
}

/** Whether it is this machine. */
export const isLocal = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname) || /^\[::ffff:7f[0-9a-f]{2}:/.test(hostname);

/** Whether NO_PROXY names the target: `*`, an address or a name with or without a port, or a range of addresses. */
function isExcepted(target: Target, list: string): boolean {
  const entries = list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  return entries.includes('*') || entries.some((entry) => isRangeOf(target, entry) ?? isHostOf(target, entry));
}

const nodeNet = () => process.getBuiltinModule('node:net'); // 10 ms that only a proxy costs

const familyOf = (address: string): 'ipv4' | 'ipv6' | undefined => ({ 4: 'ipv4' as const, 6: 'ipv6' as const })[nodeNet().isIP(address)];

/** `undefined` for an entry that is no range. */
function isRangeOf({ host }: Target, entry: string): boolean | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
  const family = familyOf(address);
  if (family === undefined || Number(bits) > (family === 'ipv4' ? 32 : 128)) return undefined;
  const range = new (nodeNet().BlockList)();
  range.addSubnet(address, Number(bits), family);
  return familyOf(host) === family && isIn(range, host); // ::/0 has no IPv4 address in it
}

function isIn(range: import('node:net').BlockList, host: string): boolean {
  const family = familyOf(host);
  return family !== undefined && range.check(host, family);
}

/** `example.com` is itself and all below it, `.example.com` and `*.example.com` what is below it. */
function isHostOf({ host, port }: Target, entry: string): boolean {
  const [name, only] = hostAndPort(entry);
  if (only !== undefined && only !== String(port)) return false;
  if (familyOf(name) !== undefined) return isAddress(host, name);
  if (name === '' || familyOf(host) !== undefined) return false; // an address ends with no name
  const below = name.startsWith('*.') ? name.slice(1) : name.startsWith('.') ? name : `.${name}`;
  return host.endsWith(below) || host === name;
}

/** One address may be written in several ways. */
function isAddress(host: string, address: string): boolean {
  const range = new (nodeNet().BlockList)();
  range.addAddress(address, familyOf(address));
  return isIn(range, host);
}

function hostAndPort(entry: string): readonly [host: string, port?: string] {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(entry) ?? [];
  return port === undefined ? [entry] : port === '' ? [bracketed ?? plain ?? ''] : [bracketed ?? plain ?? '', port];
}
