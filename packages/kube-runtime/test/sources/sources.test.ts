import { describe, expect, test } from '@jest/globals';
import { ManualClock } from 'kube-core/testing';
import { defer, of, Subject } from 'rxjs';
import { Controller, isSourceError, Manager, poll, webhookSource, type ObjectRef, type WebhookSourceOptions } from 'kube-runtime';
import { quiet, run, until, world } from '../world.js';

describe('from()', () => {
  test('reconciles the objects that a poll names, and asks again after a failure', async () => {
    const it = await world();
    for (const name of ['a', 'b']) await it.configMaps.create({ metadata: { name } });
    const clock = new ManualClock();
    const answers: (readonly ObjectRef[] | Error)[] = [
      [],
      [{ name: 'a', namespace: 'default' }],
      new Error('the DNS is away'),
      [{ name: 'b', namespace: 'default' }],
    ];
    const asked: number[] = [];
    const ask = async (): Promise<readonly ObjectRef[]> => {
      asked.push(clock.now());
      const answer = answers.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const seen: string[] = [];
    const builder = Controller.for(it.configMaps).from(poll(ask, { everyMs: 10_000, clock }));
    const running = run(builder, async ({ object }) => void seen.push(object.metadata.name), { clock });
    await until(() => seen.length === 2 && asked.length === 1);
    await clock.advance(10_000);
    await until(() => seen.length === 3);
    await clock.advance(10_000);
    await until(() => running.failures.length === 1);
    expect(running.failures[0]?.message).toBe(
      'a source of the controller of ConfigMap outside of the cluster, asked again in 1.0 s, failed: the DNS is away',
    );
    expect(running.failures.every(isSourceError)).toBe(true);
    await clock.advance(1000);
    await until(() => seen.length === 4);
    expect(seen.slice(2)).toEqual(['a', 'b']);
    await running.stop();
    await clock.advance(100_000);
    expect(asked).toHaveLength(4);
  });

  test('takes any observable, leaves out what is not there, and reports what cannot be meant', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'a' } });
    const refs = new Subject<readonly ObjectRef[]>();
    const seen: string[] = [];
    const running = run(Controller.for(it.configMaps).from(refs), async ({ object }) => void seen.push(object.metadata.name));
    await until(() => seen.length === 1);
    refs.next([{ name: 'gone', namespace: 'default' }]);
    refs.next([{ name: 'a' }]);
    refs.next([{ name: 'a', namespace: 'default' }]);
    await until(() => seen.length === 2);
    expect(running.failures.map(({ message }) => message)).toEqual([expect.stringContaining('it named ConfigMap "a" without a namespace')]);
    await running.stop();
    expect(refs.observed).toBe(false);
  });
});

test('a source that says something and ends, each time, is asked less and less often', async () => {
  const it = await world();
  await it.configMaps.create({ metadata: { name: 'a' } });
  const clock = new ManualClock();
  const asked: number[] = [];
  const begin = clock.now();
  const source = defer(() => {
    asked.push(clock.now() - begin);
    return of([{ name: 'a', namespace: 'default' }]);
  });
  const running = run(Controller.for(it.configMaps).from(source), async () => {}, { clock });
  await until(() => asked.length === 1);
  await clock.advance(20_000);
  expect(asked).toEqual([0, 1000, 3000, 7000, 15_000]);
  await running.stop();
});

describe('a webhook source', () => {
  async function served(options: Partial<WebhookSourceOptions> = {}): Promise<{
    post: (body: string, headers?: Record<string, string>) => Promise<number>;
    url: () => string;
    seen: string[];
    stop: () => Promise<void>;
  }> {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'a' } });
    const seen: string[] = [];
    const hooks = webhookSource({ port: 0, host: '127.0.0.1', path: '/changed', ...options });
    const controller = Controller.for(it.configMaps)
      .from(hooks.refs)
      .reconcile(async ({ object }) => void seen.push(object.metadata.name));
    const manager = new Manager(it.client, { signals: false }).add(hooks, controller);
    const ended = manager.run();
    await until(() => seen.length === 1);
    const url = (): string => hooks.url ?? '';
    const post = async (body: string, headers: Record<string, string> = {}): Promise<number> =>
      (await fetch(url(), { method: 'POST', body, headers })).status;
    const stop = async (): Promise<void> => {
      await manager.close();
      await ended;
    };
    return { post, url, seen, stop };
  }

  test('reconciles what a POST names, and answers what it makes of it', async () => {
    const { post, url, seen, stop } = await served({ maxBytes: 100 });
    expect(await post('{"name":"a","namespace":"default"}')).toBe(202);
    await until(() => seen.length === 2);
    expect(await post('[{"name":"a","namespace":"default"},{"name":"b","namespace":"default"}]')).toBe(202);
    await until(() => seen.length === 3);
    expect(await post('no JSON')).toBe(400);
    expect(await post('{"namespace":"default"}')).toBe(400);
    expect(await post('x'.repeat(101))).toBe(413);
    expect(await post('x'.repeat(1_000_000))).toBe(413);
    expect((await fetch(url())).status).toBe(405);
    expect((await fetch(url().replace('changed', 'other'), { method: 'POST' })).status).toBe(404);
    await quiet();
    expect(seen).toHaveLength(3);
    await stop();
  });

  test('believes only who has the token', async () => {
    const { post, seen, stop } = await served({ token: 'open sesame' });
    const body = '{"name":"a","namespace":"default"}';
    expect(await post(body)).toBe(401);
    expect(await post(body, { authorization: 'Bearer open' })).toBe(401);
    expect(await post(body, { authorization: 'Bearer open sesame' })).toBe(202);
    await until(() => seen.length === 2);
    await stop();
  });

  test('reads a body as it is told', async () => {
    const refsOf = (body: string): ObjectRef[] => [{ name: new URLSearchParams(body).get('site') ?? '', namespace: 'default' }];
    const { post, seen, stop } = await served({ refsOf });
    expect(await post('site=a')).toBe(202);
    await until(() => seen.length === 2);
    await stop();
  });

  test('lets the sender try again while nobody listens', async () => {
    const { client } = await world();
    const hooks = webhookSource({ port: 0, host: '127.0.0.1' });
    const manager = new Manager(client, { signals: false }).add(hooks);
    const ended = manager.run();
    await until(() => hooks.url !== undefined);
    expect((await fetch(hooks.url!, { method: 'POST', body: '{"name":"a"}' })).status).toBe(503);
    await manager.close();
    await ended;
  });

  test('lets the sender try again, for the objects of another replica alone, where replicas share the objects', async () => {
    const it = await world();
    const names = Array.from({ length: 12 }, (_, at) => `settings-${at}`);
    for (const name of names) await it.configMaps.create({ metadata: { name } });
    const seen = new Map<string, string[]>();
    const replica = (identity: string) => {
      const mine: string[] = [];
      seen.set(identity, mine);
      const hooks = webhookSource({ port: 0, host: '127.0.0.1' });
      const owned: number[] = [];
      const onShards = (shards: readonly number[]): void => void owned.splice(0, owned.length, ...shards);
      const times = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 20 };
      const manager = new Manager(it.client, { signals: false, sharding: { name: 'shared', shards: 4, identity, onShards, ...times } });
      const controller = Controller.for(it.configMaps).from(hooks.refs);
      manager.add(
        hooks,
        controller.reconcile(async ({ object }) => void mine.push(object.metadata.name)),
      );
      return { hooks, manager, owned, ended: manager.run() };
    };
    const [a, b] = [replica('a'), replica('b')];
    await until(() => a.owned.length === 2 && b.owned.length === 2);
    await until(() => new Set([...seen.values()].flat()).size === names.length);
    await quiet();
    for (const each of seen.values()) each.length = 0;

    const body = JSON.stringify(names.map((name) => ({ name, namespace: 'default' })));
    const first = await fetch(a.hooks.url ?? '', { method: 'POST', body });
    expect([first.status, first.headers.get('retry-after'), first.headers.get('connection')]).toEqual([503, '1', 'close']);
    const { refs } = (await first.json()) as { refs: ObjectRef[] }; // looked at in the next lines
    const others = refs.map(({ name }) => name);
    await until(() => seen.get('a')?.length === names.length - others.length);
    expect([...(seen.get('a') ?? []), ...others].sort()).toEqual([...names].sort());
    expect((await fetch(b.hooks.url ?? '', { method: 'POST', body: JSON.stringify(refs) })).status).toBe(202);
    await until(() => seen.get('b')?.length === others.length);
    expect(seen.get('b')?.sort()).toEqual(others.sort());
    await Promise.all([a.manager.close(), b.manager.close()]);
    await Promise.all([a.ended, b.ended]);
  });

  test('knows its options', () => {
    expect(() => webhookSource({ port: 80, tokens: 'x' } as never)).toThrow('did you mean token?');
    expect(() => webhookSource({ port: 80, path: 'x' })).toThrow('give a path that begins with /');
    expect(() => poll(async () => [], { everyMs: -1 })).toThrow('give a number of milliseconds above 0');
  });
});
