/**
 * An identity provider over https that gives id-tokens for refresh-tokens: {@link openIssuer}.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { authority } from './certificates.js';

/** What the provider was asked, and what it answers. */
export interface Issuer extends AsyncDisposable {
  readonly url: string;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
  /** The forms of the token requests, with the header of each. */
  readonly asked: { readonly form: Readonly<Record<string, string>>; readonly authorization: string | undefined }[];
  /** What the next token request is answered with; the last one again and again. */
  answers: { readonly status?: number; readonly body: unknown }[];
  /** What the discovery document holds beside, or in place of, what it must. */
  discovery: Readonly<Record<string, unknown>>;
}

/** Something that looks like an id-token of a user, good until then. */
export function idTokenOf(user: string, expiresAtMs: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'none' }), part({ sub: user, exp: Math.floor(expiresAtMs / 1000) }), 'c2ln'].join('.');
}

/** Starts one. */
export async function openIssuer(): Promise<Issuer> {
  const root = await authority('issuer root');
  const { certificate, key } = await root.issue({ name: 'issuer', hosts: ['127.0.0.1'] });
  const server = createServer({ cert: certificate, key });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: Issuer = {
    ...{ url, ca: root.certificate, asked: [], answers: [], discovery: {} },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => void answer(issuer, request, response));
  return issuer;
}

async function answer(issuer: Issuer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const piece of request.setEncoding('utf8')) body += String(piece);
  const send = (status: number, value: unknown): void =>
    void response.writeHead(status).end(typeof value === 'string' ? value : JSON.stringify(value));
  if (request.url === '/.well-known/openid-configuration') return send(200, { token_endpoint: `${issuer.url}/token`, ...issuer.discovery });
  issuer.asked.push({ form: Object.fromEntries(new URLSearchParams(body)), authorization: request.headers.authorization });
  const { status = 200, body: value } = (issuer.answers.length > 1 ? issuer.answers.shift() : issuer.answers[0]) ?? {
    status: 500,
    body: '',
  };
  send(status, value);
}
