import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, type WatchEvent } from 'kube-core';
import { ConfigMap, Namespace } from 'kube-core/k8s';

const namespace = `core-watch-${randomUUID().slice(0, 8)}`;
let client: Client;
let configMaps: Api<ConfigMap>;

beforeAll(async () => {
  client = await Client.tryDefault({ fieldManager: 'core-watch' });
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  configMaps = Api.namespaced(client, ConfigMap, namespace);
});
afterAll(async () => {
  await Api.all(client, Namespace).delete(namespace);
  await client.close();
});

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

/** The first events of a watch, up to the number given. */
async function firstEvents<K>(watch: AsyncIterable<WatchEvent<K>>, count: number): Promise<WatchEvent<K>[]> {
  const events: WatchEvent<K>[] = [];
  for await (const event of watch) if (event.type !== 'BOOKMARK' && events.push(event) === count) break;
  return events;
}

describe('a watch', () => {
  test('goes on from the version of a list, and tells of everything since', async () => {
    const { metadata } = await configMaps.list({ labelSelector: 'suite=watch' });
    const created = await configMaps.create({ metadata: { name: 'watched', labels: { suite: 'watch' } } });
    await configMaps.patch(created, { merge: { data: { a: '1' } } });
    await configMaps.delete(created);
    const watch = configMaps.watch({ resourceVersion: metadata.resourceVersion ?? '', labelSelector: 'suite=watch', timeoutSeconds: 20 });
    const events = await firstEvents(watch, 3);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(events.at(-1)).toMatchObject({ object: { kind: 'ConfigMap', metadata: { name: 'watched' }, data: { a: '1' } } });
  });

  test('ends by itself when its time is over', async () => {
    const begin = performance.now();
    const events = await firstEvents(configMaps.watch({ timeoutSeconds: 1, labelSelector: 'suite=nothing' }), 1);
    expect(events).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  test('ends at once with the reason of its signal', async () => {
    const controller = new AbortController();
    const watching = firstEvents(configMaps.watch({ labelSelector: 'suite=nothing', signal: controller.signal }), 1);
    setTimeout(() => controller.abort(new Error('enough')), 200);
    expect(await errorOf(watching)).toMatchObject({ message: 'enough' });
  });

  test('is left at once while it waits', async () => {
    const watch = configMaps.watch({ labelSelector: 'suite=nothing', bookmarks: false });
    const next = watch.next();
    const begin = performance.now();
    await watch.return();
    expect([(await next).done, performance.now() - begin < 1_000]).toEqual([true, true]);
  });

  test('begins with what there is, and says where that ends, where it is asked to', async () => {
    await configMaps.create({ metadata: { name: 'initial', labels: { suite: 'initial' } } });
    const types: string[] = [];
    for await (const event of configMaps.watch({ sendInitialEvents: true, labelSelector: 'suite=initial', timeoutSeconds: 20 })) {
      types.push(event.type);
      if (event.type === 'BOOKMARK' && event.object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true') break;
    }
    expect(types).toEqual(['ADDED', 'BOOKMARK']);
  });
});
