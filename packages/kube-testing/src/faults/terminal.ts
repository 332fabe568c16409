/**
 * The TLS end of the proxy: {@link Terminal} listens, counts connections, and hands on what comes over each.
 */
import { createServer as createHttpServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import type { Duplex } from 'node:stream';
import { serverCertificate } from '../server/certificates.js';
import { reset } from './downstream.js';
import type { NetworkFault } from './network-fault.js';

/** A client's connection: TLS over TCP, and how many requests have come over it. */
export interface ClientConnection {
  readonly tcp: Socket;
  requests: number;
}

/** Who answers what comes in. */
export interface Reception {
  /** What the next connection meets. */
  meetConnection(): NetworkFault | undefined;
  answer(incoming: IncomingMessage, outgoing: ServerResponse, connection: ClientConnection): void;
  upgrade(incoming: IncomingMessage, socket: Duplex, connection: ClientConnection): void;
}

/** Listens on the loopback interface; while it is closed, connections are refused. */
export class Terminal {
  readonly ca: string;
  readonly #reception: Reception;
  readonly #contexts: { readonly good: SecureContext; readonly expired: () => SecureContext };
  readonly #http: HttpServer;
  readonly #connections = new Map<Duplex, ClientConnection>();
  readonly #sockets = new Set<Socket>();
  #listener: Server | undefined;
  #port = 0;

  private constructor(reception: Reception, { ca, certificate, key, expired }: Awaited<ReturnType<typeof serverCertificate>>) {
    this.ca = ca;
    this.#reception = reception;
    this.#contexts = {
      good: createSecureContext({ cert: certificate, key }),
      expired: once(() => createSecureContext({ cert: expired(), key })),
    };
    this.#http = createHttpServer({ maxHeaderSize: 1024 * 1024, keepAliveTimeout: 0 });
    this.#http.on('request', (incoming, outgoing) => {
      const connection = this.#counted(incoming.socket);
      if (connection !== undefined) reception.answer(incoming, outgoing, connection);
    });
    this.#http.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      const connection = this.#counted(socket);
      if (head.length > 0) socket.unshift(head);
      if (connection !== undefined) reception.upgrade(incoming, socket, connection);
    });
    this.#http.on('clientError', (_error, socket) => socket.destroy());
  }

  /** A terminal with a certificate of its own, that does not listen yet. */
  static async of(reception: Reception): Promise<Terminal> {
    return new Terminal(reception, await serverCertificate());
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** Connections of clients that are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Takes connections, always at the same port. */
  async open(): Promise<void> {
    if (this.#listener !== undefined) return;
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (tcp) => this.#welcome(tcp));
    this.#listener = listener;
    await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(this.#port, '127.0.0.1', resolve));
    this.#port = (listener.address() as AddressInfo).port; // a TCP server that listens has one
  }

  /** Resets every connection and refuses others. */
  async close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    const closed = new Promise<void>((resolve) => (listener === undefined ? resolve() : listener.close(() => resolve())));
    const gone = [...this.#sockets].map((tcp) => new Promise((resolve) => tcp.once('close', resolve)));
    for (const tcp of this.#sockets) reset(tcp);
    await Promise.all([closed, ...gone]);
  }

  #welcome(tcp: Socket): void {
    this.#sockets.add(tcp);
    tcp.once('close', () => this.#sockets.delete(tcp));
    tcp.on('error', () => tcp.destroy());
    const fault = this.#reception.meetConnection();
    if (fault?.harm === 'no-handshake') tcp.end('no TLS here\r\n', () => tcp.destroy());
    else this.#secure(tcp, fault?.harm === 'expired-certificate' ? this.#contexts.expired() : this.#contexts.good);
  }

  #secure(tcp: Socket, secureContext: SecureContext): void {
    const socket = new TLSSocket(tcp, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
    this.#connections.set(socket, { tcp, requests: 0 });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#connections.delete(socket);
      tcp.destroy();
    });
    this.#http.emit('connection', socket);
  }

  #counted(socket: Duplex): ClientConnection | undefined {
    const connection = this.#connections.get(socket);
    if (connection !== undefined) connection.requests++;
    return connection;
  }
}

/** Makes something when it is first asked for. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
