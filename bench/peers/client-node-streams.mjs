/**
 * Streams with @kubernetes/client-node.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
import { CoreV1Api, Exec, KubeConfig, Log, Watch } from '@kubernetes/client-node';

const config = new KubeConfig();
config.loadFromDefault();

export const warm = () => config.makeApiClient(CoreV1Api).readNamespace({ name: 'team-0' });

export async function watch() {
  let length = 0;
  await new Promise((resolve, reject) => {
    const done = (error) => (error === null || error === undefined || error.name === 'AbortError' ? resolve() : reject(error));
    new Watch(config).watch('/api/v1/pods', { resourceVersion: '1' }, () => length++, done).catch(reject);
  });
  return { length };
}

export async function logs() {
  const lines = new PassThrough();
  await new Log(config).log('team-0', 'pod', 'main', lines, {});
  let length = 0;
  for await (const _ of createInterface({ input: lines, crlfDelay: Infinity })) length++;
  return { length };
}

export async function stdin() {
  const length = Number(process.env.KUBE_BENCH_PIECES);
  const piece = Buffer.alloc(32 * 1024);
  const input = Readable.from(
    (function* () {
      for (let at = 0; at < length; at++) yield piece;
    })(),
  );
  const socket = await new Exec(config).exec('team-0', 'pod', 'main', ['cat'], new PassThrough(), new PassThrough(), input, false);
  await once(socket, 'close');
  return { length };
}
