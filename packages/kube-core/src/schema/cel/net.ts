/** URLs, IP addresses and CIDR blocks in CEL. Enter at {@link registerNet}. */
import { isIPv4, isIPv6 } from 'node:net';
import type { Environment } from '@marcbachmann/cel-js';
import { isRequestUri } from '../text/formats.js';

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** A parsed URL. */
class KubeUrl {
  readonly parts: UrlParts;
  constructor(parts: UrlParts) {
    this.parts = parts;
  }
}

function parseUrl(text: string): KubeUrl {
  if (!isRequestUri(text)) throw new Error(`URL parse error during conversion from string: parse "${text}": invalid URI for request`);
  const [, scheme = '', authority = '', path = '', query = ''] =
    /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/.exec(text) ?? [];
  return new KubeUrl({ scheme: scheme.toLowerCase(), host: authority.slice(authority.lastIndexOf('@') + 1), path, query });
}

function queryOf({ parts }: KubeUrl): Map<string, string[]> {
  const query = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(parts.query)) query.set(key, [...(query.get(key) ?? []), value]);
  return query;
}

function registerUrls(environment: Environment): void {
  const type = 'kubernetes.URL';
  environment
    .registerType(type, { ctor: KubeUrl, fields: {} })
    .registerOperator(`${type} == ${type}`, (a: KubeUrl, b: KubeUrl) => JSON.stringify(a.parts) === JSON.stringify(b.parts))
    .registerFunction('isURL(string): bool', isRequestUri)
    .registerFunction(`url(string): ${type}`, parseUrl)
    .registerFunction(`${type}.getScheme(): string`, (url: KubeUrl) => url.parts.scheme)
    .registerFunction(`${type}.getHost(): string`, (url: KubeUrl) => url.parts.host)
    .registerFunction(`${type}.getHostname(): string`, (url: KubeUrl) => url.parts.host.replace(/:\d*$/, '').replace(/^\[|\]$/g, ''))
    .registerFunction(`${type}.getPort(): string`, (url: KubeUrl) => /:(\d*)$/.exec(url.parts.host)?.[1] ?? '')
    .registerFunction(`${type}.getEscapedPath(): string`, (url: KubeUrl) => url.parts.path)
    .registerFunction(`${type}.getQuery(): map<string, list<string>>`, queryOf);
}

/** An address as a number of 32 or 128 bits. */
class Ip {
  readonly family: 4 | 6;
  readonly bits: bigint;
  constructor(family: 4 | 6, bits: bigint) {
    this.family = family;
    this.bits = bits;
  }
}

/** A block of addresses; the address keeps the bits below the prefix. */
class Cidr {
  readonly ip: Ip;
  readonly prefix: number;
  constructor(ip: Ip, prefix: number) {
    this.ip = ip;
    this.prefix = prefix;
  }
}

function parseIp(text: string): Ip | undefined {
  if (isIPv4(text))
    return new Ip(
      4,
      text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n),
    );
  // Zones and addresses of IPv4 inside of IPv6 are refused.
  if (!isIPv6(text) || /[.%]/.test(text)) return undefined;
  const [head = '', tail] = text.split('::');
  const groups = (part: string | undefined): string[] => (part === undefined || part === '' ? [] : part.split(':'));
  const missing = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  const all = tail === undefined ? groups(head) : [...groups(head), ...missing, ...groups(tail)];
  return new Ip(
    6,
    all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n),
  );
}

function ipOf(text: string): Ip {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`IP Address '${text}' parse error during conversion from string: unable to parse IP`);
  return ip;
}

function textOf({ family, bits }: Ip): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function parseCidr(text: string): Cidr | undefined {
  const [address = '', length = '', ...more] = text.split('/');
  const ip = parseIp(address);
  const isSized = /^(?:0|[1-9]\d{0,2})$/.test(length) && Number(length) <= (ip?.family === 4 ? 32 : 128);
  return ip === undefined || !isSized || more.length > 0 ? undefined : new Cidr(ip, Number(length));
}

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`CIDR address '${text}' parse error during conversion from string: unable to parse CIDR`);
  return cidr;
}

function network({ family, bits }: Ip, prefix: number): bigint {
  const shift = BigInt((family === 4 ? 32 : 128) - prefix);
  return (bits >> shift) << shift;
}

const contains = (cidr: Cidr, ip: Ip): boolean =>
  cidr.ip.family === ip.family && network(cidr.ip, cidr.prefix) === network(ip, cidr.prefix);
const containsCidr = (a: Cidr, b: Cidr): boolean => a.prefix <= b.prefix && contains(a, b.ip);
const sameIp = (a: Ip, b: Ip): boolean => a.family === b.family && a.bits === b.bits;
const within = (block: string): ((ip: Ip) => boolean) => contains.bind(undefined, cidrOf(block));
const either = (four: string, six: string): ((ip: Ip) => boolean) => {
  const [inFour, inSix] = [within(four), within(six)];
  return (ip) => inFour(ip) || inSix(ip);
};

/** What `ip.isCanonical` is a function of. */
class IpNamespace {}

function registerAddresses(environment: Environment): void {
  const type = 'net.IP';
  const isGlobal = (ip: Ip): boolean => !either('127.0.0.0/8', '::1/128')(ip) && !either('169.254.0.0/16', 'fe80::/10')(ip);
  environment
    .registerType(type, { ctor: Ip, fields: {} })
    .registerType('net.IPNamespace', { ctor: IpNamespace, fields: {} })
    .registerConstant('ip', 'net.IPNamespace', new IpNamespace())
    .registerOperator(`${type} == ${type}`, sameIp)
    .registerFunction('net.IPNamespace.isCanonical(string): bool', (_: unknown, text: string) => textOf(ipOf(text)) === text)
    .registerFunction('isIP(string): bool', (text: string) => parseIp(text) !== undefined)
    .registerFunction(`ip(string): ${type}`, ipOf)
    .registerFunction(`string(${type}): string`, textOf)
    .registerFunction(`${type}.family(): int`, (ip: Ip) => BigInt(ip.family))
    .registerFunction(`${type}.isUnspecified(): bool`, (ip: Ip) => ip.bits === 0n)
    .registerFunction(`${type}.isLoopback(): bool`, either('127.0.0.0/8', '::1/128'))
    .registerFunction(`${type}.isLinkLocalMulticast(): bool`, either('224.0.0.0/24', 'ff02::/16'))
    .registerFunction(`${type}.isLinkLocalUnicast(): bool`, either('169.254.0.0/16', 'fe80::/10'))
    .registerFunction(
      `${type}.isGlobalUnicast(): bool`,
      (ip: Ip) => ip.bits !== 0n && isGlobal(ip) && !either('224.0.0.0/4', 'ff00::/8')(ip),
    );
}

function registerBlocks(environment: Environment): void {
  const type = 'net.CIDR';
  environment
    .registerType(type, { ctor: Cidr, fields: {} })
    .registerOperator(`${type} == ${type}`, (a: Cidr, b: Cidr) => a.prefix === b.prefix && sameIp(a.ip, b.ip))
    .registerFunction('isCIDR(string): bool', (text: string) => parseCidr(text) !== undefined)
    .registerFunction(`cidr(string): ${type}`, cidrOf)
    .registerFunction(`string(${type}): string`, (cidr: Cidr) => `${textOf(cidr.ip)}/${cidr.prefix}`)
    .registerFunction(`${type}.ip(): net.IP`, (cidr: Cidr) => cidr.ip)
    .registerFunction(`${type}.prefixLength(): int`, (cidr: Cidr) => BigInt(cidr.prefix))
    .registerFunction(
      `${type}.masked(): ${type}`,
      (cidr: Cidr) => new Cidr(new Ip(cidr.ip.family, network(cidr.ip, cidr.prefix)), cidr.prefix),
    )
    .registerFunction(`${type}.containsIP(string): bool`, (cidr: Cidr, text: string) => contains(cidr, ipOf(text)))
    .registerFunction(`${type}.containsIP(net.IP): bool`, contains)
    .registerFunction(`${type}.containsCIDR(string): bool`, (cidr: Cidr, text: string) => containsCidr(cidr, cidrOf(text)))
    .registerFunction(`${type}.containsCIDR(${type}): bool`, containsCidr);
}

/** Adds `url`, `ip`, `cidr`, the questions whether a string is one, and what they can do. */
export function registerNet(environment: Environment): void {
  registerUrls(environment);
  registerAddresses(environment);
  registerBlocks(environment);
}
