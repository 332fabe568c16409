/**
 * One connection through a proxy for what asks for it by `createConnection`, as node:http and ws do: {@link Way}.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Proxy } from '../../config/proxy.js';
import { targetOf } from '../../config/target.js';
import type { TlsOptions } from '../tls.js';
import { dial } from './dial.js';

/** What it takes to make it. */
export interface WayOptions {
  readonly proxy: Proxy;
  readonly tls: TlsOptions;
  /** From the first packet to the proxy to its answer. */
  readonly timeoutMs: number;
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** A way to one server, which is made once. */
export class Way {
  readonly #server: URL;
  readonly #options: WayOptions;
  #socket: Socket | undefined;

  constructor(server: string, options: WayOptions) {
    this.#server = new URL(server);
    this.#options = options;
  }

  /** Gives the socket to the callback: with TLS where the server has it. */
  readonly createConnection = (_wanted: unknown, done?: Connected): undefined => {
    const failed = done as ((error: Error) => void) | undefined; // Node takes an error alone; its types do not say so
    this.#socket = dial({ ...this.#options, target: targetOf(this.#server) }, (error, socket) => {
      if (error !== null) failed?.(error);
      else done?.(null, this.#server.protocol === 'https:' ? this.#secure(socket) : socket);
    });
  };

  /** Ends the attempt, if it still is one. */
  leave(): void {
    this.#socket?.destroy(new Error('the call has ended'));
  }

  /** Whoever reads it waits for the handshake, and takes its error. */
  #secure(socket: Socket): Socket {
    return process.getBuiltinModule('node:tls').connect({ ...this.#options.tls, socket, ALPNProtocols: ['http/1.1'] });
  }
}
