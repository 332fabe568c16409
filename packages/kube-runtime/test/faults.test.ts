/**
 * What a watch holds at the end of bad weather: what the server has.
 */
import { expect, test } from '@jest/globals';
import { Api, Client, systemClock, type Clock } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { createStore, reflector, watcher } from 'kube-runtime';
import { ApiServer, FaultProxy, type NetworkFault } from 'kube-testing';
import { until } from './world.js';

/** Twenty times as fast as the machine's: a backoff of seconds takes some tens of milliseconds. */
const hurriedClock: Clock = {
  now: () => systemClock.now() * 20,
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
  after: (ms, ring) => systemClock.after(ms / 20, ring),
};

/** Watches are lost at their beginning, or after some events. */
const faults: readonly NetworkFault[] = [
  ...(['reset', 'end', 'half-close'] as const).flatMap((harm) =>
    [0, 500, 3000, 6000].map((afterBytes) => ({ harm, when: 'body', afterBytes }) as const),
  ),
  { harm: 'reset', when: 'answer' },
  { harm: 'garbage' },
  { harm: 'bad-chunk', when: 'body', afterBytes: 1000 },
  { harm: 'page', status: 502 },
];

/** Numbers below 1 that a seed decides. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Creates, changes and deletes, some at a time with a rest between, so that watches see several pieces. */
async function write(maps: Api<ConfigMap>, random: () => number): Promise<void> {
  for (let turn = 0; turn < 160; turn++) {
    const name = `map-${Math.floor(random() * 25)}`;
    if (random() < 0.3)
      await maps.delete(name).catch(() => undefined); // it may not be there
    else await maps.apply({ metadata: { name }, data: { turn: String(turn) } }, { force: true, fieldManager: 'test' });
    if (turn % 4 === 0) await systemClock.sleep(10);
  }
}

test.each([1, 2, 3])('a store holds what the server has when the weather of seed %d is over', async (seed) => {
  await using server = await ApiServer.start();
  await using proxy = await FaultProxy.start(await server.listen());
  await using client = Client.from(proxy.config);
  const direct = Api.namespaced(server.client(), ConfigMap, 'default');
  const { reader, writer } = createStore(ConfigMap);
  const clearUp = proxy.badWeather({ seed, rate: 0.7, faults });
  const failures: unknown[] = [];
  const watch = watcher(Api.namespaced(client, ConfigMap, 'default'), {
    clock: hurriedClock,
    random: randomFrom(seed),
    onFailure: (error) => failures.push(error),
  });
  const subscription = watch.pipe(reflector(writer)).subscribe();
  await write(direct, randomFrom(seed));
  await proxy.down();
  server.compact(); // what happened meanwhile is forgotten: the watch begins anew
  await write(direct, randomFrom(seed + 10));
  await proxy.up();
  clearUp();
  const versions = (maps: readonly { readonly metadata: { readonly name?: string; readonly resourceVersion?: string } }[]): string[] =>
    maps.map(({ metadata: { name = '', resourceVersion = '' } }) => `${name} ${resourceVersion}`).sort();
  const wanted = versions((await direct.list()).items);
  await until(() => JSON.stringify(versions(reader.list())) === JSON.stringify(wanted), 'what the server has');
  subscription.unsubscribe();
  await until(() => proxy.requests.length > 0 && failures.length > 2, 'bad weather');
  expect(wanted.length).toBeGreaterThan(5);
});
