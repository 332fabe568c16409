/**
 * Every way in which a client speaks to a server: {@link verbs}.
 */
import { Api, discover, type Client } from 'kube-core';
import { ConfigMap, Deployment, Pod } from 'kube-core/k8s';
import { applyManifest } from 'kube-core/ops';

/** One call, on objects that {@link prepare} has made. */
export interface Verb {
  readonly name: string;
  /** How many POST requests it makes at most. */
  readonly posts: number;
  /** A stream and a WebSocket may last as long as their signal: a call has a deadline of its own. */
  readonly over: 'call' | 'stream' | 'socket';
  readonly call: (client: Client, signal: AbortSignal) => Promise<unknown>;
}

const maps = (client: Client): Api<ConfigMap> => Api.namespaced(client, ConfigMap, namespaceOf(client));
const pods = (client: Client): Api<Pod> => Api.namespaced(client, Pod, namespaceOf(client));
const namespaceOf = ({ defaultNamespace }: Client): string => defaultNamespace;
const changed = (value: string): { readonly merge: ConfigMap } => ({ merge: { data: { value } } });

const call = (name: string, run: Verb['call'], posts = 0): Verb => ({ name, posts, over: 'call', call: run });
const stream = (name: string, run: Verb['call']): Verb => ({ name, posts: 0, over: 'stream', call: run });
const socket = (name: string, run: Verb['call']): Verb => ({ name, posts: 0, over: 'socket', call: run });

/** On a server without nodes these are all. */
export const objectVerbs: readonly Verb[] = [
  call('get', (client, signal) => maps(client).get('read', { signal })),
  call('find', (client, signal) => maps(client).find('read', { signal })),
  call('list', (client, signal) => maps(client).list({ signal })),
  call('items', (client, signal) => toTheEnd(maps(client).items({ signal }))),
  call('metadata', (client, signal) => maps(client).metadata.list({ signal })),
  stream('watch', (client, signal) => toTheEnd(maps(client).watch({ resourceVersion: '0', timeoutSeconds: 1, signal }))),
  call('create', (client, signal) => maps(client).create({ metadata: { generateName: 'created-' } }, { signal }), 1),
  call('replace', (client, signal) => maps(client).replace({ metadata: { name: 'replaced' }, data: { value: 'new' } }, { signal })),
  call('patch', (client, signal) => maps(client).patch('patched', changed('new'), { signal })),
  call('apply', (client, signal) => maps(client).apply({ metadata: { name: 'applied' } }, { fieldManager: 'test', force: true, signal })),
  call('modify', (client, signal) => maps(client).modify('modified', (map) => ({ ...map, data: { value: 'new' } }), { signal })),
  call(
    'upsert',
    (client, signal) =>
      maps(client).upsert('upserted', { insert: () => ({}), update: (map) => ({ ...map, data: { value: 'new' } }) }, { signal }),
    1,
  ),
  call('delete', (client, signal) => maps(client).delete('deleted', { signal })),
  call('deleteCollection', (client, signal) => maps(client).deleteCollection({ labelSelector: 'gone', signal })),
  call('getStatus', (client, signal) => pods(client).getStatus('pod', { signal })),
  call('patchStatus', (client, signal) => pods(client).patchStatus('pod', { merge: { status: { message: 'new' } } }, { signal })),
  call('applyStatus', (client, signal) => pods(client).applyStatus('pod', { reason: 'new' }, { fieldManager: 'test', signal })),
  call('discover', (client, signal) => discover(client, { signal })),
  call('applyManifest', (client, signal) =>
    applyManifest(client, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'manifest' } }], { fieldManager: 'test', signal }),
  ),
  call('text', (client, signal) => client.text('GET', '/version', { signal })),
];

/** These need a pod that runs. */
export const podVerbs: readonly Verb[] = [
  call('scale', (client, signal) => Api.namespaced(client, Deployment, 'default').subresource('scale').get('one', { signal })),
  call('evict', (client, signal) => pods(client).evict('pod', { signal }), 1),
  call('bind', (client, signal) => pods(client).bind('pod', 'node', { signal }), 1),
  stream('logs', async (client, signal) => (await pods(client).logs('pod', { signal })).text()),
  stream('logLines', (client, signal) => toTheEnd(pods(client).logLines('pod', { signal }))),
  socket('run', (client, signal) => pods(client).run('pod', ['true'], { signal })),
  socket('exec', async (client, signal) => {
    await using exec = await pods(client).exec('pod', ['true'], { stdin: 'pipe', signal });
    return await Promise.all([exec.stdout.text(), exec.exit]);
  }),
  socket('attach', async (client, signal) => {
    await using attached = await pods(client).attach('pod', { signal });
    return await Promise.all([attached.stdout.text(), attached.ended]);
  }),
  socket('portForward', async (client, signal) => {
    const port = await pods(client).portForward('pod', 80, { signal });
    for await (const _ of port) return;
    throw new Error('the port said nothing');
  }),
];

/** Makes what the verbs work on, in the client's namespace. */
export async function prepare(client: Client, options = { pods: true }): Promise<void> {
  const spec = { containers: [{ name: 'main', image: 'none' }], terminationGracePeriodSeconds: 0 };
  for (const name of ['read', 'replaced', 'patched', 'modified', 'upserted', 'deleted'])
    await maps(client).apply({ metadata: { name } }, { fieldManager: 'test', force: true });
  if (options.pods) await pods(client).apply({ metadata: { name: 'pod' }, spec }, { fieldManager: 'test', force: true });
}

async function toTheEnd(items: AsyncIterable<unknown>): Promise<void> {
  let count = 0;
  for await (const _ of items) count++;
  if (count === 0) throw new Error('nothing came');
}
