/**
 * A service over HTTPS on the loopback interface, for clients that are not in this process. Enter at {@link listen}.
 */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { respondJson, type KubeRequest, type KubeResponse } from '../../request/http.js';
import type { Service } from '../../service/service.js';
import { serverCertificate } from './certificates.js';

/** Options of `listen`. */
export interface ListenOptions {
  /** @defaultValue a free one */
  readonly port?: number;
}

/** Where the server listens; disposing it closes every connection. */
export interface Listening extends AsyncDisposable {
  /** `https://127.0.0.1:43210` */
  readonly url: string;
  /** A kubeconfig with the address, the certificate authority and a token. */
  readonly kubeconfig: string;
  /** Writes the kubeconfig where only its owner can read it. */
  writeKubeconfig(file: string): Promise<void>;
}

/** The largest body that is read: kube-apiserver's limit. */
const maxBodyBytes = 3 * 1024 * 1024;

/** Serves until it is disposed of; who has not the token of the kubeconfig is answered 401. */
export async function listen(service: Service, options: ListenOptions): Promise<Listening> {
  const { ca, certificate, key } = await serverCertificate();
  const token = randomBytes(16).toString('hex');
  const server = createServer({ cert: certificate, key }, (request, response) => {
    answer(guarded(service, token), request, response).catch(() => response.destroy());
  });
  const url = await started(server, options.port ?? 0);
  const kubeconfig = kubeconfigOf({ url, ca, token });
  return {
    url,
    kubeconfig,
    writeKubeconfig: (file) => writeFile(file, kubeconfig, { mode: 0o600 }),
    [Symbol.asyncDispose]: () => closed(server),
  };
}

function started(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const { port: own } = server.address() as AddressInfo; // a TCP server that listens has one
      resolve(`https://127.0.0.1:${own}`);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function guarded(service: Service, token: string): Service {
  return (request) => {
    if (request.headers.authorization === `Bearer ${token}`) return service(request);
    return Promise.resolve(respondJson(401, unauthorized));
  };
}

const unauthorized = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'Unauthorized',
  reason: 'Unauthorized',
  code: 401,
};

async function answer(service: Service, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const left = new AbortController();
  outgoing.once('close', () => left.abort());
  const response = await service(await requestFrom(incoming, left.signal));
  await send(response, outgoing);
}

async function requestFrom(incoming: IncomingMessage, signal: AbortSignal): Promise<KubeRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers, signal, ...(size > 0 && { body: Buffer.concat(chunks) }) };
}

async function send({ status, headers, body }: KubeResponse, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(status, headers);
  outgoing.flushHeaders(); // a watch may be silent for long
  await pipeline(body, outgoing);
}

function kubeconfigOf({ url, ca, token }: { readonly url: string; readonly ca: string; readonly token: string }): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'default' } }],
    'current-context': 'test',
  };
  return `${JSON.stringify(config, null, 2)}\n`; // JSON is YAML
}
