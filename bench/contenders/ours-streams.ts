/**
 * Streams with kube-core, from its built package. Each gives how many pieces passed.
 */
import { Api, Client } from 'kube-core';
import { Namespace, Pod } from 'kube-core/k8s';

const client = await Client.tryDefault();
const pods = Api.namespaced(client, Pod, 'team-0');

/** One small call, before anything is measured. */
export const warm = (): Promise<unknown> => Api.all(client, Namespace).get('team-0');

const count = async (pieces: AsyncIterable<unknown>): Promise<{ readonly length: number }> => {
  let length = 0;
  for await (const _ of pieces) length++;
  return { length };
};

/** Events of a watch that the server ends. */
export const watch = (): Promise<{ readonly length: number }> => count(Api.all(client, Pod).watch({ resourceVersion: '1' }));

/** Lines of a log. */
export const logs = (): Promise<{ readonly length: number }> => count(pods.logLines('pod', { container: 'main' }));

const piece = new Uint8Array(32 * 1024);
const length = Number(process.env.KUBE_BENCH_PIECES);

async function* input(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at++) yield piece;
}

/** What a command reads from its standard input. */
export async function stdin(): Promise<{ readonly length: number }> {
  await using exec = await pods.exec('pod', ['cat'], { container: 'main', stdin: input() });
  await exec.exit;
  return { length };
}
