/**
 * Real little proxies: HTTP, HTTP over TLS, and SOCKS5. Each notes what it was asked. Enter at {@link openProxy}.
 */
import { once } from 'node:events';
import { createServer as createHttpServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Issued } from './certificates.js';

/** How a proxy behaves. */
export interface ProxyOptions {
  readonly scheme?: 'http' | 'https' | 'socks5';
  /** The certificate of an https proxy. */
  readonly issued?: Issued;
  /** `name:password`; others are refused. */
  readonly credentials?: string;
  /** Leads every way to this port of 127.0.0.1, whatever host was asked for. */
  readonly leadsTo?: number;
  /** Takes connections and never answers. */
  readonly mute?: boolean;
}

/** A proxy that runs. */
export interface RunningProxy extends AsyncDisposable {
  readonly port: number;
  /** `CONNECT host:port`, `GET http://…` or `socks5 host:port`, in order. */
  readonly asked: string[];
  /** Connections that are open. */
  readonly open: ReadonlySet<Socket>;
}

/** Starts a proxy on 127.0.0.1. */
export async function openProxy(options: ProxyOptions = {}): Promise<RunningProxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = options.mute === true ? createTcpServer() : serverOf(options, asked);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    if (options.mute === true) socket.resume();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    open,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function serverOf(options: ProxyOptions, asked: string[]): Server {
  if (options.scheme === 'socks5') return createTcpServer((socket) => void serveSocks(socket, options, asked));
  const { issued } = options;
  const server = issued === undefined ? createHttpServer() : createHttpsServer({ cert: issued.certificate, key: issued.key });
  const isWelcome = ({ headers }: IncomingMessage): boolean =>
    options.credentials === undefined || headers['proxy-authorization'] === `Basic ${Buffer.from(options.credentials).toString('base64')}`;
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    asked.push(`CONNECT ${request.url ?? ''}`);
    if (!isWelcome(request)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
    return lead(socket, { authority: request.url ?? '', options, hello: 'HTTP/1.1 200 Connection established\r\n\r\n', head });
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (!isWelcome(request)) return void response.writeHead(407).end();
    const { pathname, search, host } = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const [, port] = host.split(':');
    const onward = httpRequest({ port: options.leadsTo ?? port, path: pathname + search, method: request.method, headers });
    onward.once('error', () => response.writeHead(502).end());
    onward.once('response', (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers)));
    return void request.pipe(onward);
  });
  return server;
}

interface Way {
  readonly authority: string;
  readonly options: ProxyOptions;
  readonly hello: string | Buffer;
  readonly head: Buffer;
}

function lead(socket: Duplex, { authority, options, hello, head }: Way): void {
  const port = options.leadsTo ?? Number(authority.slice(authority.lastIndexOf(':') + 1));
  const onward = connect(port, '127.0.0.1', () => {
    socket.write(hello);
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  const end = (): void => {
    onward.destroy();
    socket.destroy();
  };
  onward.on('error', end).once('close', end);
  socket.on('error', end).once('close', end);
}

async function serveSocks(socket: Socket, options: ProxyOptions, asked: string[]): Promise<void> {
  const next = async (): Promise<Buffer> => ((await once(socket, 'data')) as [Buffer])[0];
  const [, count = 0, ...methods] = await next();
  const wanted = options.credentials === undefined ? 0 : 2;
  if (!methods.slice(0, count).includes(wanted)) return void socket.end(Buffer.from([5, 0xff]));
  socket.write(Buffer.from([5, wanted]));
  if (wanted === 2) {
    const given = await next();
    const name = given.subarray(2, 2 + given[1]!);
    const password = given.subarray(3 + name.length);
    const isRight = `${name.toString()}:${password.toString()}` === options.credentials;
    socket.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return void socket.end();
  }
  const authority = authorityIn(await next());
  asked.push(`socks5 ${authority}`);
  if (authority.startsWith('forbidden.')) return void socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]));
  // An answer with a name in it, in two pieces: all that a client may meet.
  socket.write(Buffer.from([5, 0, 0]));
  const hello = Buffer.from([3, 5, ...Buffer.from('proxy'), 0, 0]);
  return void setImmediate(() => lead(socket, { authority, options, hello, head: Buffer.alloc(0) }));
}

/** Five bytes, the host as its type says, two bytes of port. */
function authorityIn(request: Buffer): string {
  const port = request.readUInt16BE(request.length - 2);
  const host = request.subarray(4, -2);
  if (request[3] === 1) return `${[...host].join('.')}:${port}`;
  if (request[3] === 3) return `${host.subarray(1).toString()}:${port}`;
  return `[${host.toString('hex').replace(/(....)(?=.)/g, '$1:')}]:${port}`;
}
