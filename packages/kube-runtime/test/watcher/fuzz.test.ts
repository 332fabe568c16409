import { expect, test } from '@jest/globals';
import { Api, Client, dynamicResource, keyOf, messageOf, type DynamicObject } from 'kube-core';
import { ManualClock } from 'kube-core/testing';
import { createStore, reflector, watcher, type Cached, type WatcherEvent } from 'kube-runtime';
import { seeded } from '../random.js';
import { HostileServer } from './hostile-server.js';

const Pod = dynamicResource({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });

/** `KUBE_FUZZ_SEED=17` plays one seed again, `KUBE_FUZZ_RUNS=5000` plays many. */
const { KUBE_FUZZ_SEED: only, KUBE_FUZZ_RUNS: runs = '40' } = process.env;
const seeds = only === undefined ? Array.from({ length: Number(runs) }, (_, i) => i + 1) : [Number(only)];

/** What there is, as somebody says who only hears the events. */
class Listener {
  readonly seen = new Map<string, string>();
  #listed: Map<string, string> | undefined;

  hear(event: WatcherEvent<Cached<DynamicObject>>): void {
    if (event.type === 'init') this.#listed = new Map();
    if (event.type === 'init-apply') this.#listed?.set(keyOf(event.object), event.object.metadata.resourceVersion);
    if (event.type === 'apply') this.#set(event.object);
    if (event.type === 'delete') for (const set of [this.#listed, this.seen]) set?.delete(keyOf(event.object));
    if (event.type !== 'init-done') return;
    this.seen.clear();
    for (const [key, version] of this.#listed ?? []) this.seen.set(key, version);
    this.#listed = undefined;
  }

  #set({ metadata }: Cached<DynamicObject>): void {
    const key = keyOf({ metadata });
    const before = Number(this.seen.get(key) ?? 0);
    if (Number(metadata.resourceVersion) < before) throw new Error(`${key} went back from ${before} to ${metadata.resourceVersion}`);
    this.seen.set(key, metadata.resourceVersion);
  }
}

const versionsOf = (objects: Iterable<{ readonly metadata?: { readonly name?: string; readonly resourceVersion?: string } }>): string[] =>
  [...objects].map(({ metadata }) => `${metadata?.name ?? ''} ${metadata?.resourceVersion ?? ''}`).sort();

/** Twenty bad minutes, then some in which the server is as it should be: long enough to find a dead connection and the longest wait. */
async function play(seed: number): Promise<HostileServer> {
  const random = seeded(seed);
  const clock = new ManualClock();
  const server = new HostileServer({ clock, random, names: 24 });
  const { reader, writer } = createStore(Pod);
  const listener = new Listener();
  const initialList = random() < 0.5 ? 'paged' : 'streaming';
  const api = Api.all(Client.of(server.service), Pod);
  const subscription = watcher(api, { clock, random, initialList, pageSize: 7 })
    .pipe(reflector(writer))
    .subscribe((event) => listener.hear(event));
  for (let second = 0; second < 1200; second++) {
    server.malice = second % 300 < 100 ? 0.4 : 0.04;
    if (random() < 0.3) server.change();
    if (random() < 0.01) server.compact();
    await clock.advance(1000);
  }
  server.malice = 0;
  await clock.advance(420_000);
  const truth = versionsOf(server.objects.values());
  expect(versionsOf(reader.list())).toEqual(truth);
  expect([...listener.seen].map(([key, version]) => `${key.replace('web/', '')} ${version}`).sort()).toEqual(truth);
  subscription.unsubscribe();
  await clock.advance(0);
  expect(clock.pending).toBe(0);
  return server;
}

/** The most requests in any time of that length. */
function mostWithin(ms: number, times: readonly number[]): number {
  let from = 0;
  return Math.max(
    ...times.map((time, i) => {
      while ((times[from] ?? time) <= time - ms) from++;
      return i - from + 1;
    }),
  );
}

/**
 * In a second: the page that failed before, a stream that is refused and the list in four pages in its place, that list as a whole, and
 * the watch. In a minute: a watch or a failure each second at most, and failures are further apart.
 */
const most = { second: 8, minute: 80 };

test('a store ends equal to the server whatever that did meanwhile, and the server is not asked too often', async () => {
  const failing: string[] = [];
  for (const seed of seeds) {
    try {
      const { askedAt } = await play(seed);
      expect(mostWithin(1000, askedAt)).toBeLessThanOrEqual(most.second);
      expect(mostWithin(60_000, askedAt)).toBeLessThanOrEqual(most.minute);
    } catch (error) {
      failing.push(`KUBE_FUZZ_SEED=${seed}: ${messageOf(error)}`);
    }
  }
  expect(failing).toEqual([]);
}, 120_000);
