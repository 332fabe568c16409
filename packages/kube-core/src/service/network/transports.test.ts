import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import { Client } from '../../client/client.js';
import type { TlsConfig } from '../../config/types.js';
import { discard, type KubeRequest, type MessageSocket } from '../../request/http.js';
import { isForbidden, type ApiError } from '../../request/status.js';
import { authority, type Issued } from '../../../test/certificates.js';
import { isTransportError, type TransportError } from '../errors.js';
import type { Service } from '../service.js';
import { undiciTransport, type Transport, type UndiciOptions } from './undici.js';
import { websocketTransport } from './websocket.js';

const get: KubeRequest = { method: 'GET', path: '/', headers: {} };
const MiB = 1024 * 1024;

/** A certificate of a server, and the authority that signed it. */
interface Identity extends Issued {
  readonly ca: string;
}

let own: Identity;
let foreign: Identity;
let server: Server;
let origin: string;
let handshakes = 0;
/** What the server does with a request; each test says. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const opened: Transport[] = [];

async function identity(): Promise<Identity> {
  const signer = await authority('test authority');
  return { ...(await signer.issue({ name: 'localhost', hosts: ['localhost', '127.0.0.1'] })), ca: signer.certificate };
}

beforeAll(async () => {
  [own, foreign] = await Promise.all([identity(), identity()]);
  const options = { cert: own.certificate, key: own.key, requestCert: true, rejectUnauthorized: false };
  server = createServer(options, (request, response) => answer(request, response));
  server.on('secureConnection', () => handshakes++);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const keep = (transport: Transport): Service => {
  opened.push(transport);
  return transport.service;
};
const http = (tls: TlsConfig = { ca: { data: own.ca } }, options?: UndiciOptions): Service => keep(undiciTransport(origin, tls, options));
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );
const transportError = (reason: string): object => expect.objectContaining({ code: 'transport', server: origin, reason });

describe('the HTTP transport', () => {
  test('sends method, path, repeated headers and body, and gives status, headers and body', async () => {
    answer = (request, response) => {
      const { method, url, headers } = request;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(201, { 'Audit-Id': 'a1', Warning: ['299 - "one"', '299 - "two"'] });
        response.end(JSON.stringify({ method, url, group: headers['impersonate-group'], body: Buffer.concat(chunks).toString() }));
      });
    };
    const request = { method: 'PATCH', path: '/apis/x?a=b', headers: { 'impersonate-group': ['g1', 'g2'] }, body: '{"ü":1}' };
    const response = await http()(request);
    const { status, headers } = response;
    expect([status, headers['audit-id'], headers.warning]).toEqual([201, 'a1', '299 - "one", 299 - "two"']);
    expect(JSON.parse(await response.text())).toEqual({ method: 'PATCH', url: '/apis/x?a=b', group: 'g1, g2', body: '{"ü":1}' });
  });

  test('makes at most two TLS handshakes for 300 calls in a row, refusals among them', async () => {
    answer = (request, response) => response.writeHead(request.url === '/no' ? 404 : 200, { 'content-length': 2 }).end('{}');
    const service = http();
    const before = handshakes;
    for (let call = 0; call < 300; call++) {
      const response = await service(call % 3 === 0 ? { ...get, path: '/no' } : get);
      if (call % 2 === 0) await response.text();
      else await discard(response);
    }
    expect(handshakes - before).toBeLessThanOrEqual(2);
  });

  test('takes 102 and 103 for what they are: not the answer', async () => {
    answer = (_request, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: '</a>; rel=preload' }, () => response.writeHead(200).end('done'));
    };
    const response = await http()(get);
    expect([response.status, await response.text()]).toEqual([200, 'done']);
  });

  test('sends nothing for a signal that has aborted', async () => {
    let asked = 0;
    answer = (_request, response) => (asked++, response.end());
    const service = http();
    await (await service(get)).text();
    await expect(service({ ...get, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    await (await service(get)).text();
    expect(asked).toBe(2);
  });

  test('ends a call that waits for its answer with the reason of its signal', async () => {
    const controller = new AbortController();
    const closed = new Promise((resolve) => {
      answer = (request) => {
        request.once('close', resolve);
        controller.abort(new Error('enough'));
      };
    });
    await expect(http()({ ...get, signal: controller.signal })).rejects.toThrow('enough');
    await closed;
  });

  test('ends a body under way with the reason of its signal, after what has arrived', async () => {
    const controller = new AbortController();
    const closed = new Promise((resolve) => {
      answer = (request, response) => {
        request.once('close', resolve);
        response.write('first');
      };
    });
    const { body } = await http()({ ...get, streaming: true, signal: controller.signal });
    const chunks = body[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('first');
    const next = chunks.next();
    controller.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    await closed;
  });

  test('lets a slow reader slow the server down', async () => {
    const total = 50 * MiB;
    let written = 0;
    answer = (_request, response) => {
      const piece = Buffer.alloc(MiB / 4, 'x');
      const write = (): void => {
        while (written < total) {
          written += piece.length;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    };
    const { body } = await http()({ ...get, streaming: true });
    let read = 0;
    for await (const chunk of body) {
      if (read === 0) {
        await wait(300);
        expect(written).toBeLessThan(total / 2); // what the kernel's buffers hold
      }
      read += chunk.length;
    }
    expect(read).toBe(total);
  });

  test('closes the connection of a body that the reader leaves, and goes on with the next', async () => {
    const closed = new Promise((resolve) => {
      answer = (request, response) => {
        if (request.url === '/next') return response.end('next');
        request.once('close', resolve);
        return response.write('endless');
      };
    });
    const service = http();
    for await (const _ of (await service({ ...get, streaming: true })).body) break;
    await closed;
    expect(await (await service({ ...get, path: '/next' })).text()).toBe('next');
  });

  test('gives what came before a server dies, then says so', async () => {
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('half');
      setTimeout(() => request.socket.destroy(), 50);
    };
    const { body } = await http()(get);
    const chunks = body[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('half');
    expect(await errorOf(chunks.next())).toEqual(transportError('UND_ERR_SOCKET'));
  });

  test('names address and code of a server that is not there', async () => {
    const error = await errorOf(keep(undiciTransport('https://127.0.0.1:1', {}))(get));
    expect(error).toMatchObject({ code: 'transport', reason: 'ECONNREFUSED', server: 'https://127.0.0.1:1' });
    expect(String(error)).toContain('cannot reach the Kubernetes API at https://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1');
  });

  test('says why it does not trust a server: another authority, or another name', async () => {
    answer = (_request, response) => response.end();
    expect(String(await errorOf(http({})(get)))).toMatch(/certificate.* \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/);
    expect(await errorOf(http({ ca: { data: own.ca }, serverName: 'other.example' })(get))).toEqual(
      transportError('ERR_TLS_CERT_ALTNAME_INVALID'),
    );
    expect((await http({ ca: { data: own.ca }, serverName: 'localhost' })(get)).status).toBe(200);
    expect((await http({ insecure: true })(get)).status).toBe(200);
  });

  test('presents the client certificate', async () => {
    answer = (request, response) => {
      const { socket } = request;
      response.end('getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate().subject.CN : 'no TLS');
    };
    const tls = { ca: { data: own.ca }, certificate: { data: foreign.certificate }, key: { data: foreign.key } };
    expect(await (await http(tls)(get)).text()).toBe('localhost');
  });

  test('gives up a short call that is not answered, never a streaming one', async () => {
    answer = (_request, response) => void setTimeout(() => response.end('late'), 2500);
    const service = http(undefined, { headersTimeoutMs: 500 });
    const [short, long] = await Promise.all([errorOf(service(get)), service({ ...get, streaming: true })]);
    expect(short).toEqual(transportError('UND_ERR_HEADERS_TIMEOUT'));
    expect(await long.text()).toBe('late');
  });

  test('that are longer than any timer are not over at once', async () => {
    answer = (_request, response) => setTimeout(() => response.end('late'), 100);
    const deadlines = { answerMs: 1e300, headersMs: 3e9 };
    expect(await (await http()({ ...get, deadlines })).text()).toBe('late');
  });

  test('gives up a short call whose answer trickles for too long, never a streaming one', async () => {
    answer = (_request, response) => {
      let left = 12;
      const drip = setInterval(() => (left-- > 0 ? response.write('.') : response.end()), 100);
      response.once('close', () => clearInterval(drip));
    };
    const service = http(undefined, { answerTimeoutMs: 400 });
    const [short, long] = await Promise.all([service(get), service({ ...get, streaming: true })]);
    expect(await errorOf(short.text())).toEqual(transportError('answer-timeout'));
    expect(await long.text()).toBe('.'.repeat(12));
  });

  test('reads an answer whose headers are long', async () => {
    const warning = `299 - "${'x'.repeat(100_000)}"`;
    answer = (_request, response) => response.writeHead(200, { warning }).end('done');
    const response = await http()(get);
    expect(response.headers.warning).toBe(warning);
    expect(await response.text()).toBe('done');
  });

  test('shows no header value where a header cannot be sent', async () => {
    const error = await errorOf(http()({ ...get, headers: { authorization: 'Bearer hunter2\n' } }));
    expect(String(error)).toContain('invalid authorization header');
    expect(String(error)).not.toContain('hunter2');
  });

  test('ends what is under way when it is closed, and answers nothing after', async () => {
    answer = (_request, response) => response.write('endless');
    const transport = undiciTransport(origin, { ca: { data: own.ca } });
    const response = await transport.service({ ...get, streaming: true });
    const reading = errorOf(response.text());
    await transport.close();
    for (const error of [await reading, await errorOf(transport.service(get))]) expect(error).toMatchObject({ code: 'closed' });
  });
});

describe('the WebSocket transport', () => {
  const exec: KubeRequest = { ...get, path: '/exec?command=sh', upgrade: ['v5.channel.k8s.io', 'v4.channel.k8s.io'], streaming: true };
  /** What the server does with a socket, or in place of one; each test says. */
  let accept: (socket: WebSocket, request: IncomingMessage) => void;
  let refuse: ((socket: NodeJS.WritableStream) => void) | undefined;

  beforeAll(() => {
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered].at(-1) ?? false });
    server.on('upgrade', (request, socket, head) => {
      if (refuse !== undefined) refuse(socket);
      else sockets.handleUpgrade(request, socket, head, (accepted) => accept(accepted, request));
    });
  });
  afterEach(() => (refuse = undefined));

  const service = (): Service => keep(websocketTransport(origin, { ca: { data: own.ca } }));
  const connect = async (request = exec): Promise<MessageSocket> => {
    const { status, socket } = await service()(request);
    expect(status).toBe(101);
    return socket!;
  };
  const all = async (socket: MessageSocket): Promise<string[]> => {
    const messages: string[] = [];
    for await (const message of socket.messages) messages.push(Buffer.from(message).toString());
    return messages;
  };
  const closing = (request: KubeRequest = exec): { readonly socket: Promise<MessageSocket>; readonly code: Promise<number> } => {
    let report: (code: number) => void;
    const code = new Promise<number>((resolve) => (report = resolve));
    accept = (peer) => peer.on('close', (received) => report(received));
    return { socket: connect(request), code };
  };

  test('is an answer with status 101 and a socket that speaks the protocol the server chose', async () => {
    accept = (peer, request) => {
      peer.send(Buffer.from(`${request.url ?? ''} ${request.headers.authorization ?? ''}`));
      peer.on('message', (data: Buffer) => {
        peer.send(data);
        if (data.toString() === 'bye') peer.close();
      });
    };
    const socket = await connect({ ...exec, headers: { authorization: 'Bearer t' } });
    expect(socket.protocol).toBe('v4.channel.k8s.io');
    for (const text of ['a', '', 'ü', 'bye']) await socket.send(Buffer.from(text));
    expect(await all(socket)).toEqual(['/exec?command=sh Bearer t', 'a', 'ü', 'bye']);
  });

  test('lets others have a turn while a fast peer takes all that is sent', async () => {
    const plain = createPlainServer();
    new WebSocketServer({ server: plain }).on('connection', (peer) => peer.resume());
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const transport = keep(websocketTransport(`http://127.0.0.1:${(plain.address() as AddressInfo).port}`, {}));
    const { socket } = await transport({ ...exec, upgrade: ['v5.channel.k8s.io'] });
    let turns = 0;
    setImmediate(() => turns++);
    for (let sent = 0; sent < 1024 * 1024; sent += 8 * 1024) await socket?.send(new Uint8Array(8 * 1024)); // less than what a peer's system keeps
    expect(turns).toBe(1);
    await socket?.close();
    plain.closeAllConnections();
    plain.close();
  });

  test('gives the answer of a server that refuses the upgrade, as of any other call', async () => {
    const body = JSON.stringify({ kind: 'Status', status: 'Failure', reason: 'Forbidden', message: 'not you', code: 403 });
    refuse = (socket) => socket.end(`HTTP/1.1 403 Forbidden\r\naudit-id: a1\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    const error = await errorOf(Client.of(service()).connect(exec));
    expect(isForbidden(error)).toBe(true);
    expect(error).toMatchObject({ message: 'not you (GET /exec: 403)', auditId: 'a1' } satisfies Partial<ApiError>);
  });

  test('ends a refusal that never ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const closed = new Promise((resolve) => {
      refuse = (socket) => {
        socket.write('HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\nhalf');
        socket.once('close', resolve);
        setTimeout(() => controller.abort(new Error('enough')), 50);
      };
    });
    await expect(service()({ ...exec, signal: controller.signal })).rejects.toThrow('enough');
    await closed;
  });

  test.each<[string, (peer: WebSocket) => void]>([
    ['1000', (peer) => peer.close(1000)],
    ['no code', (peer) => peer.close()],
  ])('ends its messages when the server closes with %s', async (_what, close) => {
    accept = (peer) => {
      peer.send(Buffer.from('last'));
      close(peer);
    };
    expect(await all(await connect())).toEqual(['last']);
  });

  test.each<[string, (peer: WebSocket) => void, RegExp]>([
    ['closes with an error', (peer) => peer.close(1011), /closed with code 1011/],
    ['is gone without a word', (peer) => peer.terminate(), /closed with code 1006/],
  ])('breaks off when the server %s', async (_what, close, words) => {
    accept = (peer) => peer.send(Buffer.from('last'), () => close(peer));
    const messages = (await connect()).messages[Symbol.asyncIterator]();
    expect(String((await messages.next()).value)).toBe('last');
    const error = await errorOf(messages.next());
    expect(isTransportError(error)).toBe(true);
    expect((error as TransportError).message).toMatch(words);
  });

  test('breaks off at a text message, which no binary protocol has, and lets the connection go', async () => {
    const { socket, code } = closing();
    const before = accept;
    accept = (peer, request) => {
      before(peer, request);
      peer.send('text');
    };
    expect(await errorOf(all(await socket))).toMatchObject({ code: 'answer' });
    expect(await code).toBe(1006);
  });

  test('lets a slow reader slow the server down', async () => {
    const piece = Buffer.alloc(MiB / 4, 'x');
    let peer: WebSocket | undefined;
    accept = (accepted) => {
      peer = accepted;
      for (let sent = 0; sent < 50 * MiB; sent += piece.length) accepted.send(piece);
      accepted.close(1000);
    };
    const socket = await connect();
    await wait(300);
    expect(peer?.bufferedAmount).toBeGreaterThan(25 * MiB);
    let read = 0;
    for await (const message of socket.messages) read += message.length;
    expect(read).toBe(50 * MiB);
  });

  test('ends with the reason of the signal, before it opens and after', async () => {
    const before = new AbortController();
    refuse = () => before.abort(new Error('enough'));
    await expect(service()({ ...exec, signal: before.signal })).rejects.toThrow('enough');
    refuse = undefined;
    const after = new AbortController();
    const { socket, code } = closing({ ...exec, signal: after.signal });
    const reading = all(await socket);
    after.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    expect(await code).toBe(1006);
  });

  test('says goodbye when it is disposed, and tells who still reads that it was not the server', async () => {
    const { socket, code } = closing();
    const open = await socket;
    const reading = errorOf(all(open));
    await open[Symbol.asyncDispose]();
    expect(await reading).toMatchObject({ code: 'websocket-closed' });
    expect(await code).toBe(1000);
    await expect(open.send(Buffer.from('x'))).rejects.toMatchObject({ code: 'transport' });
  });

  test('says goodbye also while nobody reads what the server sends', async () => {
    const { socket, code } = closing();
    const before = accept;
    accept = (peer, request) => {
      before(peer, request);
      for (let sent = 0; sent < 8; sent++) peer.send(Buffer.alloc(MiB));
    };
    const open = await socket;
    await wait(100);
    await open[Symbol.asyncDispose]();
    expect(await code).toBe(1000);
  });

  test('ends every socket when it is closed', async () => {
    accept = () => undefined;
    const transport = websocketTransport(origin, { ca: { data: own.ca } });
    const { socket } = await transport.service(exec);
    const reading = errorOf(all(socket!));
    await transport.close();
    for (const error of [await reading, await errorOf(transport.service(exec))]) expect(error).toMatchObject({ code: 'closed' });
  });

  test('fails where the server chooses a protocol that was not offered, or is not there', async () => {
    refuse = (socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: x\r\n\r\n');
    expect(isTransportError(await errorOf(service()(exec)))).toBe(true);
    const nobody = keep(websocketTransport('https://127.0.0.1:1', {}));
    expect(await errorOf(nobody(exec))).toMatchObject({ code: 'transport', reason: 'ECONNREFUSED' });
  });
});
