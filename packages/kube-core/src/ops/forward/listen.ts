/**
 * A port of this machine that somebody listens on: {@link listen}.
 */
import type { Server, Socket } from 'node:net';
import { codeOf, KubeError, messageOf } from '../../errors.js';

/** Where to listen. */
export interface Place {
  readonly address: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** A port that is listened on. */
export interface Listener {
  /** The one that was asked for, or the free one that was found. */
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** What becomes of connections. */
export interface Served {
  /** Is given each connection; one that its other side has ended stays open for the answer. */
  readonly serve: (socket: Socket) => void;
  /** Hears of connections that could not be taken: this process may have too many files open. Others still are. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * @throws KubeError `port-forward` where the port is in use, or the address is none of this machine.
 */
export async function listen({ address, port }: Place, { serve, onFailure }: Served): Promise<Listener> {
  const { createServer } = await import('node:net');
  const server = createServer({ allowHalfOpen: true, noDelay: true }, serve);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(refused({ address, port }, cause)));
    server.listen(port, address, resolve);
  });
  server.on('error', (cause) => onFailure(lost({ address, port }, cause)));
  return { port: portOf(server, port), close: () => closed(server) };
}

/** The sockets that the server has given away are closed by whoever took them. */
const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

function portOf(server: Server, asked: number): number {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : asked;
}

const lost = ({ address, port }: Place, cause: unknown): KubeError =>
  new KubeError('port-forward', `a connection to port ${port} of ${address} was not taken: ${messageOf(cause)}`, { cause });

function refused({ address, port }: Place, cause: unknown): KubeError {
  const code = codeOf(cause);
  const where = `port ${port} of ${address}`;
  if (code === 'EADDRINUSE')
    return new KubeError('port-forward', `${where} is in use; take another, or ':80' for any that is free`, { cause });
  if (code === 'EACCES') return new KubeError('port-forward', `this process may not listen on ${where}; take one from 1024`, { cause });
  return new KubeError('port-forward', `nothing can listen on ${where}: ${messageOf(cause)}`, { cause });
}
