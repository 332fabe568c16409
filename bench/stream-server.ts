/**
 * What a kubelet and a busy API server send, without a node: watch events, lines of a log, and a command that reads its input to the end.
 * Plain HTTP, since what is measured is the work of a client and not that of OpenSSL. Forked by servers.ts as
 * `stream-server.ts KUBECONFIG PODS_FILE`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { logLineCount } from './works.js';

const [kubeconfig = '', podsFile = ''] = process.argv.slice(2);
const pods = JSON.parse(readFileSync(podsFile, 'utf8')) as object[]; // written by main.ts
const events = pods.map((object) => `${JSON.stringify({ type: 'MODIFIED', object })}\n`);
const success = JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });

/** Writes pieces as fast as the client reads. */
async function pour(response: ServerResponse, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
  response.end();
}

/** A hundred lines a piece, as a kubelet that reads a file does. */
function* logPieces(): Generator<string> {
  for (let at = 0; at < logLineCount; at += 100)
    yield Array.from(
      { length: 100 },
      (_, line) => `2026-01-01T00:00:00Z request ${at + line} to /api/v1/things took 12 ms, answered 200\n`,
    ).join('');
}

const server = createServer((request, response) => {
  const { url = '' } = request;
  response.writeHead(200, { 'content-type': url.includes('/log') ? 'text/plain' : 'application/json' });
  if (url.includes('watch=')) void pour(response, events);
  else if (url.includes('/log')) void pour(response, logPieces());
  else response.end(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-0' } }));
});

let accepted = 0;
server.on('connection', () => accepted++);

/** A command that reads its standard input and ends when that is complete: channel 0 is stdin, 255 closes it, 3 is how it ended. */
function swallow(socket: WebSocket): void {
  socket.on('message', (data: Buffer) => {
    if (data[0] === 255) socket.send(Buffer.concat([Buffer.from([3]), Buffer.from(success)]), () => socket.close(1000));
  });
}

new WebSocketServer({ server, handleProtocols: (offered) => [...offered][0] ?? false, perMessageDeflate: false }).on('connection', swallow);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo; // a TCP server that listens has one
const config = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'bench',
  contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  clusters: [{ name: 'bench', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }], // client-node asks for it
  users: [{ name: 'bench', user: {} }],
};
writeFileSync(kubeconfig, JSON.stringify(config));
process.on('message', () => process.send?.(accepted)); // the one question that works of streams have
process.send?.('ready');
await new Promise((resolve) => process.once('disconnect', resolve));
process.exit(0);
