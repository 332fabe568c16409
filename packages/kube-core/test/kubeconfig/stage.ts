/**
 * Servers that note what they are sent, and the certificates that cases speak of. Enter at {@link openStage}.
 */
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { authority, selfSigned, type Issued } from '../certificates.js';
import type { Case, Sent } from './case.js';

/** A case whose placeholders are filled in. */
export interface Written {
  readonly kubeconfig: string;
  readonly overrides: NonNullable<Case['overrides']>;
}

/** What cases are played on. */
export interface Stage extends AsyncDisposable {
  /** Writes the files of a case; gives the value of `KUBECONFIG`, and what goes before it. */
  write(one: Case, directory: string): Promise<Written>;
  /** What has arrived since the last time. */
  arrived(): readonly Sent[];
  /** An outcome, with placeholders for what another run calls differently. What stands in a token in base64 is written out. */
  neutral<T>(value: T, directory: string): T;
}

const hosts = ['localhost', '127.0.0.1', 'api.example'];

/** Makes the certificates and starts the servers. */
export async function openStage(): Promise<Stage> {
  const certificates = await issue();
  const seen: Sent[] = [];
  const { chain, leaf, old, elsewhere, alone } = certificates;
  const secure = await Promise.all([chain, leaf, old, elsewhere, alone].map((issued) => listenSecurely(issued, seen)));
  const plain = await listen(createHttpServer(noting(seen)));
  const ports = [plain, ...secure].map((server) => (server.address() as AddressInfo).port);
  const names = ['HTTP', 'HTTPS', 'AT_LEAF', 'AT_OLD', 'AT_ELSEWHERE', 'AT_ALONE'];
  const urls = names.map((name, index) => [`$${name}`, `${index === 0 ? 'http' : 'https'}://127.0.0.1:${ports[index]!}`] as const);
  const places = new Map([...urls, ['$PORT', String(ports[1])], ['$PLAIN_PORT', String(ports[0])], ...texts(certificates)]);
  return {
    write: (one, directory) => writeCase(one, directory, places),
    arrived: () => seen.splice(0),
    neutral: (value, directory) => textsOf(value, (text) => neutral(text.replaceAll(directory, '$DIR'), { ports, places })),
    [Symbol.asyncDispose]: () => close([plain, ...secure]),
  };
}

type Certificates = Readonly<
  Record<'root' | 'intermediate' | 'chain' | 'leaf' | 'old' | 'elsewhere' | 'alone' | 'client' | 'other', Issued>
>;

async function issue(): Promise<Certificates> {
  const root = await authority('root');
  const intermediate = await root.issue({ name: 'intermediate', authority: true });
  const leaf = await intermediate.issue({ name: 'leaf', hosts });
  const old = await root.issue({ name: 'old', hosts, expired: true });
  const elsewhere = await root.issue({ name: 'elsewhere', hosts: ['elsewhere'] });
  const [alone, client, other] = [
    await selfSigned({ name: 'alone', hosts }),
    await root.issue({ name: 'client' }),
    await authority('other'),
  ];
  const chain = { certificate: leaf.certificate + intermediate.certificate, key: leaf.key };
  return { root, intermediate, chain, leaf, old, elsewhere, alone, client, other };
}

/** `$ROOT` is PEM, `$ROOT_KEY` its key; with `_DATA` behind it in base64. */
const texts = (certificates: Certificates): (readonly [string, string])[] =>
  Object.entries(certificates).flatMap(([name, { certificate, key }]) =>
    [['', certificate] as const, ['_KEY', key] as const].flatMap(([what, text]) => [
      [`$${name.toUpperCase()}${what}`, text] as const,
      [`$${name.toUpperCase()}${what}_DATA`, Buffer.from(text).toString('base64')] as const,
    ]),
  );

async function listenSecurely({ certificate, key }: Issued, seen: Sent[]): Promise<Server> {
  const server = createHttpsServer({ cert: certificate, key, requestCert: true, rejectUnauthorized: false });
  server.on('secureConnection', (socket) => {
    const { servername } = socket as { readonly servername?: string | false }; // set by Node, missing in its types
    const subject = socket.getPeerX509Certificate()?.subject;
    const tls = { ...(typeof servername === 'string' && { servername }), ...(subject !== undefined && { certificate: subject }) };
    handshakes.set(socket, tls);
  });
  server.on('request', noting(seen));
  return listen(server);
}

const handshakes = new WeakMap<object, Pick<Sent, 'servername' | 'certificate'>>();

const noting =
  (seen: Sent[]): RequestListener =>
  (request, response) => {
    seen.push(sentBy(request));
    response.setHeader('content-type', 'application/json');
    response.end('{"major":"1"}');
  };

function sentBy({ url = '', headers, socket }: IncomingMessage): Sent {
  const { authorization } = headers;
  const impersonate = Object.entries(headers).filter(([name]) => name.startsWith('impersonate-'));
  return {
    path: url.replace(/\?.*/, ''),
    ...(authorization !== undefined && { authorization }),
    ...(impersonate.length > 0 && { impersonate: Object.fromEntries(impersonate.map(([name, value]) => [name, String(value)])) }),
    ...handshakes.get(socket),
  };
}

async function listen<S extends Server>(server: S): Promise<S> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

async function writeCase(
  { files, kubeconfig = '$DIR/config', overrides = {} }: Case,
  directory: string,
  places: ReadonlyMap<string, string>,
): Promise<Written> {
  const known = new Map([...places, ['$DIR', directory], ['$$', '$']]);
  const filled = (text: string): string => text.replace(/\$\$|\$[A-Z_]+/g, (name) => known.get(name) ?? name);
  await mkdir(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    const mode = typeof content === 'string' && content.startsWith('#!') ? 0o755 : 0o644;
    await writeFile(path, typeof content === 'string' ? filled(content) : content, { mode });
  }
  const given = Object.entries(overrides).map(([name, value]) => [name, typeof value === 'string' ? filled(value) : (value as unknown)]);
  return { kubeconfig: filled(kubeconfig), overrides: Object.fromEntries(given) as Written['overrides'] };
}

interface Replaced {
  readonly ports: readonly number[];
  readonly places: ReadonlyMap<string, string>;
}

/** The same value, with each of its texts changed. */
const textsOf = <T>(value: T, change: (text: string) => string): T =>
  JSON.parse(JSON.stringify(value), (_name, part: unknown) => (typeof part === 'string' ? change(part) : part)) as T;

const neutral = (text: string, { ports, places }: Replaced): string =>
  ports
    .reduce((rest, port) => rest.replaceAll(String(port), 'PORT'), text.replace(/^Bearer ([\w+/]{20,}=*)$/, tokenInWords))
    .replaceAll(places.get('$ROOT_DATA') ?? '', 'ROOT_DATA')
    .replace(/current time \S+ is after \S+/, 'it is over')
    .replace(/^E\d{4} \S+ +\d+ /gm, '');

/** What a plugin was told comes back as its token. */
function tokenInWords(header: string, token: string): string {
  const words = Buffer.from(token, 'base64').toString('utf8').trim();
  return /^[\x20-\x7e]*$/.test(words) ? `Bearer ${words}` : header;
}

async function close(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      return closed;
    }),
  );
}
