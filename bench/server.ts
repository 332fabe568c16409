/**
 * What the benches ask: pods over TLS, as lists, pages, streaming lists and watches, from bytes that were made before anybody asked, so
 * that what is measured is the client. It runs as a process of its own: `tsx bench/server.ts FOLDER PODS` writes a kubeconfig into
 * FOLDER, prints `ready`, and ends with its standard input.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { podOf } from './pods.js';

const [folder = '.', count = '5000'] = process.argv.slice(2);

/** After every pod's: what lists say they are as of. */
const version = '99000000';
const pods = Array.from({ length: Number(count) }, (_, at) => JSON.stringify(podOf(at)));
/** Items of lists carry neither kind nor apiVersion. */
const items = pods.map((pod) => pod.replace('"apiVersion":"v1","kind":"Pod",', ''));
const added = Buffer.from(pods.map((pod) => `{"type":"ADDED","object":${pod}}\n`).join(''));
const synced = bookmark({ 'k8s.io/initial-events-end': 'true' });
const whole = listOf(items, {});

/** TLS connections since the start: a client that keeps its connections makes few. */
let connections = 0;

function listOf(some: readonly string[], page: { readonly continue?: string; readonly remainingItemCount?: number }): Buffer {
  const metadata = JSON.stringify({ resourceVersion: version, ...page });
  return Buffer.from(`{"kind":"PodList","apiVersion":"v1","metadata":${metadata},"items":[${some.join(',')}]}\n`);
}

function bookmark(annotations: Record<string, string>): string {
  const object = { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: version, creationTimestamp: null, annotations } };
  return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://bench');
  if (pathname === '/connections') return void response.end(String(connections));
  response.setHeader('content-type', 'application/json');
  if (pathname !== '/api/v1/pods') return void response.end(pods[0]);
  if (['true', '1'].includes(searchParams.get('watch') ?? '')) watch(searchParams, response);
  else response.end(page(Number(searchParams.get('limit') ?? 0), Number(searchParams.get('continue') ?? 0)));
}

function page(limit: number, from: number): Buffer {
  if (limit === 0) return whole;
  const left = items.length - from - limit;
  return listOf(items.slice(from, from + limit), left > 0 ? { continue: String(from + limit), remainingItemCount: left } : {});
}

/** A watch stays open; a streaming list begins it with every pod. */
function watch(query: URLSearchParams, response: ServerResponse): void {
  if (query.get('sendInitialEvents') === 'true') {
    response.write(added);
    response.write(synced);
  } else response.write(bookmark({}));
}

/** An authority and a certificate for 127.0.0.1, as files in the folder. */
function makeCertificate(): void {
  const openssl = (...args: readonly string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-days',
    '2',
    '-subj',
    '/CN=bench-ca',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
  );
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=bench');
  writeFileSync(join(folder, 'san'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'server.crt',
    '-days',
    '2',
    '-extfile',
    'san',
  );
}

function writeKubeconfig(port: number): void {
  const ca = readFileSync(join(folder, 'ca.crt')).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': ca } }],
    users: [{ name: 'bench', user: { token: 'bench' } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    'current-context': 'bench',
  };
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(config));
}

makeCertificate();
const server = createServer({ key: readFileSync(join(folder, 'server.key')), cert: readFileSync(join(folder, 'server.crt')) }, answer);
server.on('secureConnection', () => connections++);
server.keepAliveTimeout = 90_000; // as a kube-apiserver keeps idle connections
server.listen(0, '127.0.0.1', () => {
  writeKubeconfig((server.address() as AddressInfo).port); // a TCP server's address is one
  console.log(`ready: ${pods.length} pods, ${(whole.length / 1e6).toFixed(1)} MB`);
});
process.stdin.on('end', () => process.exit(0)).resume();
