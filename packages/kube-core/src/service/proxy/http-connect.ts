/**
 * The way through an HTTP proxy: `CONNECT host:port`, and after a 2xx the bytes are the server's. Enter at {@link httpConnect}.
 */
import type { Socket } from 'node:net';
import type { Proxy } from '../../config/proxy.js';
import { KubeError } from '../../errors.js';
import { Answers } from './answers.js';
import { authorityOf, type Target } from '../../config/target.js';

/** @throws KubeError `proxy` with the status where the proxy refuses. */
export async function httpConnect(socket: Socket, proxy: Proxy, target: Target): Promise<void> {
  const answers = new Answers(socket);
  const authority = authorityOf(target);
  const credentials = proxyAuthorization(proxy);
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...(credentials ? [`Proxy-Authorization: ${credentials}`] : [])];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [, status, reason = ''] = /^HTTP\/1\.[01] (\d{3})(?: ([^\r\n]*))?/.exec(await answers.head()) ?? [];
  answers.release();
  if (status === undefined) throw new KubeError('proxy', 'its answer is no HTTP');
  if (!status.startsWith('2')) throw new KubeError('proxy', refusal(status, reason, credentials !== undefined));
}

function refusal(status: string, reason: string, hadCredentials: boolean): string {
  const words = `it refused the way to the server: ${status} ${reason}`.trim();
  if (status !== '407') return words;
  return `${words}; ${hadCredentials ? 'check the name and password in its URL' : 'put a name and password into its URL: http://name:password@proxy:3128'}`;
}

/** The value of `Proxy-Authorization`, where the proxy's URL has a name or password. */
export const proxyAuthorization = ({ username, password = '' }: Proxy): string | undefined =>
  username === undefined ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
