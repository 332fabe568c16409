/**
 * The connections to one server, each of which serves one call at a time. Enter at {@link Connections}. How many calls there are at a
 * time is the caller's business; when the TLS material changes, the connections of the older one serve out their calls and go.
 */
import type { Client, Dispatcher, buildConnector } from 'undici';
import type { Socket } from 'node:net';
import type { Proxy } from '../../config/proxy.js';
import { targetOf } from '../../config/target.js';
import { closedError } from '../errors.js';
import { dial } from '../proxy/dial.js';
import type { TlsMaterial, TlsSource } from '../tls.js';

/** The longest head of an answer, in bytes: warnings of a webhook may be long, and undici's 16 KiB fail a call that was done. */
const longestHeadBytes = 1024 * 1024;

/** How connections are made and kept. */
export interface ConnectionOptions {
  readonly connectTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** What stands in between. */
  readonly proxy?: Proxy | undefined;
}

type Undici = Pick<typeof import('undici'), 'Client' | 'buildConnector'>;

/** What makes the socket of a connection; it also gives the socket before the handshake is over. */
type Connect = (target: buildConnector.Options, done: buildConnector.Callback) => unknown;

/** A connection that serves one call. */
export class Connection {
  readonly #client: Client;
  #handshake: Pick<Socket, 'destroy'> | undefined;

  constructor(makeClient: (connect: buildConnector.connector) => Client, connect: Connect) {
    this.#client = makeClient((target, done) => {
      const socket = connect(target, (...made) => {
        this.#handshake = undefined;
        done(...made);
      });
      if (isSocket(socket)) this.#handshake = socket;
    });
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#client.dispatch(options, handler);
  }

  /** Calls back when the socket closes; the connection makes another one if it is used again. */
  onDisconnect(callback: () => void): void {
    this.#client.on('disconnect', callback);
  }

  /** Ends the connection at once and its call with the error, also while it is still being made. */
  async destroy(error: Error): Promise<void> {
    this.#handshake?.destroy(error);
    await this.#client.destroy(error);
  }
}

const isSocket = (value: unknown): value is Pick<Socket, 'destroy'> => typeof value === 'object' && value !== null && 'destroy' in value;

/** What connections of one version of the TLS material are made with. */
interface Maker {
  readonly version: number;
  readonly make: () => Connection;
}

/** All connections to a server: those that are idle wait for the next call, the last used first. */
export class Connections {
  readonly #origin: string;
  readonly #tls: TlsSource;
  readonly #options: ConnectionOptions;
  readonly #all = new Map<Connection, number>();
  #idle: Connection[] = [];
  #undici: Undici | undefined;
  #maker: Maker | undefined;
  #closed = false;

  constructor(origin: string, tls: TlsSource, options: ConnectionOptions) {
    this.#origin = origin;
    this.#tls = tls;
    this.#options = options;
  }

  /** A connection for one call: an idle one, or a new one. @throws KubeError `closed` after {@link close}. */
  async take(): Promise<Connection> {
    this.#undici ??= await import('undici/index.js'); // by its file: Bun has a module of its own called undici, without clients
    const material = await this.#tls.current();
    if (this.#closed) throw closedError();
    if (material.version !== this.#maker?.version) this.#renew(this.#undici, material);
    return this.#idle.pop() ?? this.#open();
  }

  /** The call has ended well: the connection may serve another one. */
  giveBack(connection: Connection): void {
    if (this.#all.get(connection) === this.#maker?.version && !this.#closed) this.#idle.push(connection);
    else this.drop(connection, new Error('the connection is not needed any more'));
  }

  /** The call is over before its answer is: the connection can serve no other. */
  drop(connection: Connection, why: Error): void {
    this.#all.delete(connection);
    connection.destroy(why).catch(() => undefined); // it has ended, which is what was wanted
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all.keys()].map((connection) => connection.destroy(closedError())));
    this.#all.clear();
  }

  #open(): Connection {
    const connection = this.#maker?.make();
    if (connection === undefined) throw closedError();
    this.#all.set(connection, this.#maker?.version ?? 0);
    connection.onDisconnect(() => this.#forgetIdle(connection));
    return connection;
  }

  #forgetIdle(connection: Connection): void {
    if (!this.#idle.includes(connection)) return; // its call will tell
    this.#idle = this.#idle.filter((one) => one !== connection);
    this.drop(connection, new Error('the connection was idle for too long'));
  }

  #renew(undici: Undici, material: TlsMaterial): void {
    for (const idle of this.#idle.splice(0)) this.drop(idle, new Error('the TLS material has changed'));
    const { version, options } = material;
    const { connectTimeoutMs, keepAliveTimeoutMs, proxy } = this.#options;
    const connect = undici.buildConnector({ ...options, timeout: connectTimeoutMs });
    // Without the host undici cannot make a server name of it: where there is none to send, none is sent.
    const withName: Connect = ({ host: _host, ...target }, done) => connect({ ...target, servername: options.servername }, done);
    const connected = proxy === undefined ? withName : this.#through(proxy, material, withName);
    const keptAlive = { keepAliveTimeout: keepAliveTimeoutMs, keepAliveMaxTimeout: keepAliveTimeoutMs };
    // HTTP/1.1 alone: undici 7 opens a connection for each stream of HTTP/2, and loses watches at a GOAWAY.
    const client = (make: buildConnector.connector): Client =>
      new undici.Client(this.#origin, { ...keptAlive, maxHeaderSize: longestHeadBytes, pipelining: 1, allowH2: false, connect: make });
    this.#maker = { version, make: () => new Connection(client, connected) };
  }

  /** TLS goes through the way that the proxy makes; a server without TLS is asked through an http proxy by whole URLs. */
  #through(proxy: Proxy, { options: tls }: TlsMaterial, secure: Connect): Connect {
    const url = new URL(this.#origin);
    const isSecure = url.protocol === 'https:';
    const target = isSecure || proxy.scheme === 'socks5' ? targetOf(url) : undefined;
    return (wanted, done) =>
      dial({ proxy, tls, target, timeoutMs: this.#options.connectTimeoutMs }, (error, socket) => {
        if (error !== null) done(error, null);
        else if (isSecure) secure({ ...wanted, httpSocket: socket }, done);
        else done(null, socket);
      });
  }
}
