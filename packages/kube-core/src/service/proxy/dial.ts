/**
 * Connects through a proxy: {@link dial} gives a socket whose bytes go to the server, for HTTP and WebSockets alike.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Proxy } from '../../config/proxy.js';
import { KubeError, messageOf } from '../../errors.js';
import type { TlsOptions } from '../tls.js';
import { httpConnect } from './http-connect.js';
import { socks5 } from './socks5.js';
import type { Target } from '../../config/target.js';

/** Which way is wanted. */
export interface Dial {
  readonly proxy: Proxy;
  /** What an https proxy is trusted by: as in client-go, the authorities of the cluster where the configuration names them. */
  readonly tls: TlsOptions;
  /** Where the bytes go; `undefined` is the proxy itself, which is sent whole URLs then. */
  readonly target: Target | undefined;
  /** From the first packet to the proxy to its answer. */
  readonly timeoutMs: number;
}

/** Gets the error, or the socket. */
export type Dialled = (...outcome: [error: Error, socket: null] | [error: null, socket: Socket]) => void;

/**
 * @param options - Which proxy, where to, and how long it may take.
 * @param done - Called once, with a KubeError `proxy` that names the proxy and shows no password, or with the socket.
 * @returns the socket at once, while the way is still being made: destroying it ends the attempt.
 */
export function dial(options: Dial, done: Dialled): Socket {
  const { proxy, timeoutMs } = options;
  const socket = socketTo(options);
  const late = new KubeError('proxy', `it has not answered for ${timeoutMs / 1000} s`);
  const deadline = setTimeout(() => socket.destroy(late), timeoutMs);
  const failed = new Promise<never>((_resolve, reject) => {
    socket.once('error', reject).once('close', () => reject(new KubeError('proxy', 'it closed the connection before it answered')));
  });
  const made = Promise.race([way(socket, options), failed]).finally(() => clearTimeout(deadline));
  made.then(
    () => done(null, socket),
    (cause: unknown) => {
      socket.on('error', () => undefined).destroy();
      done(new KubeError('proxy', `the proxy ${proxy.name} does not let us through: ${messageOf(cause)}`, { cause }), null);
    },
  );
  return socket;
}

function socketTo({ proxy, tls }: Dial): Socket {
  const { host, port } = proxy;
  if (proxy.scheme !== 'https') return process.getBuiltinModule('node:net').connect({ host, port, keepAlive: true, noDelay: true });
  const { connect, checkServerIdentity } = process.getBuiltinModule('node:tls');
  const isAddress = process.getBuiltinModule('node:net').isIP(host) !== 0;
  const own = { host, port, servername: isAddress ? '' : host, ALPNProtocols: ['http/1.1'] };
  return connect({ ...tls, ...own, checkServerIdentity: (_name, peer) => checkServerIdentity(host, peer) }).setNoDelay(true);
}

async function way(socket: Socket, { proxy, target }: Dial): Promise<void> {
  await once(socket, proxy.scheme === 'https' ? 'secureConnect' : 'connect');
  if (target !== undefined) await (proxy.scheme === 'socks5' ? socks5 : httpConnect)(socket, proxy, target);
}
