/**
 * A service over HTTPS on the loopback interface, for clients that are not in this process. Enter at {@link listen}.
 */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { KubeRequest, KubeResponse, RequestHeaders, Service } from 'kube-core/service';
import { maxBodyBytes } from '../front/body-limit.js';
import { serverCertificate } from './certificates.js';

/** The longest head of a request: Go's limit. A selector may be long. */
const maxHeaderBytes = 1024 * 1024;

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
  /** Closes every connection; the same as disposing of it. */
  close(): Promise<void>;
}

/**
 * Serves until it is disposed of.
 *
 * @param serviceFor - The service for those who have the token of the kubeconfig.
 */
export async function listen(serviceFor: (token: string) => Service, options: ListenOptions): Promise<Listening> {
  const { ca, certificate, key } = await serverCertificate();
  const token = randomBytes(16).toString('hex');
  const service = serviceFor(token);
  const server = createServer({ cert: certificate, key, maxHeaderSize: maxHeaderBytes }, (request, response) => {
    answer(service, request, response).catch(() => response.destroy());
  });
  const url = await started(server, options.port ?? 0);
  const kubeconfig = kubeconfigOf({ url, ca, token });
  return {
    url,
    kubeconfig,
    writeKubeconfig: (file) => writeFile(file, kubeconfig, { mode: 0o600 }),
    close: () => closed(server),
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

async function answer(service: Service, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const left = new AbortController();
  outgoing.once('close', () => left.abort());
  const response = await service(await requestFrom(incoming, left.signal));
  await send(response, outgoing);
}

async function requestFrom(incoming: IncomingMessage, signal: AbortSignal): Promise<KubeRequest> {
  const { method = 'GET', url: path = '/' } = incoming;
  const body = await bodyOf(incoming);
  return { method, path, headers: headersOf(incoming), signal, ...(body.length > 0 && { body }) };
}

/** The body; of one over the limit no more than it takes to see that. The rest is read all the same, so that the caller hears the answer. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk) || size > maxBodyBytes) continue;
    size += chunk.length;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const headersOf = (incoming: IncomingMessage): RequestHeaders =>
  Object.fromEntries(Object.entries(incoming.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

async function send({ status, headers, body }: KubeResponse, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(status, onTheWire(headers));
  outgoing.write(noBytes); // sends the headers, since a watch may be silent for long; `flushHeaders` would write them as UTF-8 once more
  await pipeline(body, outgoing);
}

const noBytes = new Uint8Array(0);

/** Node writes a header as Latin-1, a byte a character; Go writes UTF-8, so each byte of that becomes a character. */
const onTheWire = (headers: KubeResponse['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]));

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
