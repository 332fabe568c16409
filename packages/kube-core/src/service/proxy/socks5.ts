/**
 * The way through a SOCKS5 proxy (RFC 1928), with a name and password where it asks for them (RFC 1929). Names are resolved by the proxy.
 * Enter at {@link socks5}.
 */
import type { Socket } from 'node:net';
import type { Proxy } from '../../config/proxy.js';
import { KubeError } from '../../errors.js';
import { Answers } from './answers.js';
import type { Target } from '../../config/target.js';

const version = 5;
const noCredentials = 0;
const nameAndPassword = 2;
const connect = 1;
/** How an address is written: four bytes, a name with its length in front, sixteen bytes. */
const types = { ipv4: 1, name: 3, ipv6: 4 } as const;

/** @throws KubeError `proxy` where the proxy refuses, or speaks something else. */
export async function socks5(socket: Socket, proxy: Proxy, target: Target): Promise<void> {
  const answers = new Answers(socket);
  const { username, password = '' } = proxy;
  const methods = username === undefined ? [noCredentials] : [noCredentials, nameAndPassword];
  socket.write(Buffer.from([version, methods.length, ...methods]));
  const [spoken, method] = await answers.bytes(2);
  if (spoken !== version) throw new KubeError('proxy', 'it speaks no SOCKS5');
  if (method === nameAndPassword && username !== undefined) await authenticate(socket, answers, { username, password });
  else if (method !== noCredentials) throw new KubeError('proxy', refusedMethods(username !== undefined));
  socket.write(Buffer.from([version, connect, 0, ...addressOf(target.host), target.port >> 8, target.port & 0xff]));
  await accepted(answers);
  answers.release();
}

const refusedMethods = (hadCredentials: boolean): string =>
  hadCredentials ? 'it takes no name and password' : 'it asks for a name and password: socks5://name:password@proxy:1080';

async function authenticate(socket: Socket, answers: Answers, credentials: { readonly username: string; readonly password: string }) {
  const [name, password] = [Buffer.from(credentials.username), Buffer.from(credentials.password)];
  if (name.length === 0 || name.length > 255 || password.length > 255)
    throw new KubeError('proxy', 'its name has 1 to 255 bytes, its password at most 255; the URL has others');
  socket.write(Buffer.from([1, name.length, ...name, password.length, ...password]));
  const [, status] = await answers.bytes(2);
  if (status !== 0) throw new KubeError('proxy', 'it did not accept the name and password in its URL');
}

function addressOf(host: string): readonly number[] {
  const family = process.getBuiltinModule('node:net').isIP(host);
  if (family === 4) return [types.ipv4, ...host.split('.').map(Number)];
  if (family === 6) return [types.ipv6, ...ipv6Bytes(host)];
  const name = Buffer.from(host);
  if (name.length > 255) throw new KubeError('proxy', 'a name of more than 255 bytes cannot be asked for');
  return [types.name, name.length, ...name];
}

/** As a URL writes it: eight groups, of which `::` leaves out those that are zero. */
function ipv6Bytes(address: string): readonly number[] {
  const [before = [], after = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
}

/** The answer ends with the address that the proxy uses, which nobody needs. */
async function accepted(answers: Answers): Promise<void> {
  const [, code = 1, , type] = await answers.bytes(4);
  if (code !== 0) throw new KubeError('proxy', `it refused the way to the server: ${reasons[code] ?? `SOCKS5 error ${code}`}`);
  const length = type === types.ipv4 ? 4 : type === types.ipv6 ? 16 : (await answers.bytes(1)).readUInt8();
  await answers.bytes(length + 2);
}

const reasons: Readonly<Partial<Record<number, string>>> = {
  1: 'it has failed',
  2: 'its rules forbid it',
  3: 'the network is unreachable',
  4: 'the host is unreachable',
  5: 'the server refuses connections',
  6: 'the connection took too long',
  7: 'it does not connect',
  8: 'it knows no such address',
};
