/**
 * An in-process API server over plain HTTP that has a pod with a process, a log and a port: what the verbs of a client need to succeed.
 * Enter at {@link startUpstream}.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Duplex } from 'node:stream';
import type { Config } from 'kube-core';
import { ApiServer } from '../../src/server/server.js';

/** A server and how to reach it. */
export interface TestUpstream extends AsyncDisposable {
  readonly server: ApiServer;
  readonly config: Config;
}

const success = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };

/** What the in-process server does not answer. */
const own: readonly (readonly [RegExp, unknown])[] = [
  [/\/(eviction|binding)(\?|$)/, success],
  [
    /\/scale(\?|$)/,
    { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name: 'one', namespace: 'default' }, spec: { replicas: 1 } },
  ],
];

export async function startUpstream(): Promise<TestUpstream> {
  const server = await ApiServer.start();
  const front = createServer((incoming, outgoing) => void answer(server, incoming, outgoing).catch(() => outgoing.destroy()));
  front.on('upgrade', (incoming: IncomingMessage, socket: Duplex) => converse(incoming, socket));
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const { port } = front.address() as AddressInfo;
  return {
    server,
    config: { server: `http://127.0.0.1:${port}`, defaultNamespace: 'default', tls: {}, credentials: { type: 'none' } },
    async [Symbol.asyncDispose]() {
      await server.close();
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}

async function answer(server: ApiServer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url: path = '/' } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  if (/\/log(\?|$)/.test(path)) return void outgoing.writeHead(200).end('first line\nsecond line\n');
  const known = own.find(([pattern]) => pattern.test(path));
  if (known !== undefined) return void outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(known[1]));
  const left = new AbortController();
  outgoing.once('close', () => left.abort());
  const headers = incoming.headers as Record<string, string>;
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
  const response = await server.service({ method, path, headers, signal: left.signal, ...body });
  outgoing.writeHead(response.status, response.headers);
  outgoing.flushHeaders();
  await pipeline(response.body, outgoing);
}

/** A process that prints one line and ends well, or a port that says it. */
function converse({ headers, url = '' }: IncomingMessage, socket: Duplex): void {
  const key = createHash('sha1')
    .update(`${headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  const protocol = (headers['sec-websocket-protocol'] ?? '').split(',')[0] ?? '';
  socket.on('error', () => socket.destroy());
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${key}\r\nsec-websocket-protocol: ${protocol}\r\n\r\n`,
  );
  const isPort = url.includes('/portforward');
  const said = isPort ? [[0, '\x50\x00'], [1, '\x50\x00'], [0, 'hello\n']] : [[1, 'hello\n'], [3, JSON.stringify(success)]]; // prettier-ignore
  const messages = said.map(([channel, text]) =>
    frame(2, Buffer.concat([Buffer.from([Number(channel)]), Buffer.from(String(text), 'latin1')])),
  );
  setTimeout(() => socket.end(Buffer.concat([...messages, frame(8, Buffer.from([0x03, 0xe8]))])), 20); // after the head, in a piece of its own
  socket.resume();
}

/** A frame of a server: it is not masked, and its length fits into seven bits or sixteen. */
function frame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), payload]);
}
