/**
 * Streams with undici and ws, split at line feeds and parsed, and nothing else: what a client cannot be cheaper than by much.
 */
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string } }];
}

const { clusters } = JSON.parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8')) as Kubeconfig; // written by the server of this bench
const [{ cluster }] = clusters;
const dispatcher = new Agent();

/** One small call, before anything is measured. */
export const warm = async (): Promise<unknown> => (await request(`${cluster.server}/api/v1/namespaces/team-0`, { dispatcher })).body.json();

/** Each line of an answer as it arrives. */
async function eachLine(path: string, take: (line: string) => unknown): Promise<{ readonly length: number }> {
  const { body } = await request(cluster.server + path, { dispatcher });
  let [length, kept] = [0, ''];
  for await (const chunk of body.setEncoding('utf8')) {
    const lines = (kept + String(chunk)).split('\n');
    kept = lines.pop() ?? '';
    for (const line of lines) take(line);
    length += lines.length;
  }
  return { length };
}

/** Events of a watch that the server ends. */
export const watch = (): Promise<{ readonly length: number }> => eachLine('/api/v1/pods?watch=true', (line) => JSON.parse(line) as unknown);

/** Lines of a log. */
export const logs = (): Promise<{ readonly length: number }> => eachLine('/api/v1/namespaces/team-0/pods/pod/log', () => undefined);

/** What a command reads from its standard input, each message when the one before is with the operating system. */
export async function stdin(): Promise<{ readonly length: number }> {
  const length = Number(process.env.KUBE_BENCH_PIECES);
  const socket = new WebSocket(`${cluster.server.replace('http', 'ws')}/api/v1/namespaces/team-0/pods/pod/exec`, 'v5.channel.k8s.io');
  await once(socket, 'open');
  const piece = new Uint8Array(32 * 1024 + 1);
  for (let at = 0; at < length; at++)
    await new Promise<void>((resolve, reject) => socket.send(piece, (error) => (error ? reject(error) : resolve())));
  socket.send(Uint8Array.of(255, 0));
  await once(socket, 'close');
  return { length };
}
