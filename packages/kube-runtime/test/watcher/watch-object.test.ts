import { describe, expect, test } from '@jest/globals';
import { Api, Client } from 'kube-core';
import { ManualClock, mockService, respond } from 'kube-core/testing';
import { watchObject, type WatcherError } from 'kube-runtime';
import { Pod, Wire, endWithTest, page, pod, status } from './scene.js';

describe('watchObject', () => {
  function look(key: string | { name: string; namespace: string }, namespace?: string) {
    const mock = mockService();
    const client = Client.of(mock.service);
    const clock = new ManualClock();
    const api = namespace === undefined ? Api.all(client, Pod) : Api.namespaced(client, Pod, namespace);
    const seen: (string | undefined)[] = [];
    const failures: WatcherError[] = [];
    const options = { initialList: 'paged', clock, random: () => 0, onFailure: (error: WatcherError) => failures.push(error) } as const;
    endWithTest(watchObject(api, key, options).subscribe((object) => seen.push(object?.metadata.resourceVersion)));
    return { mock, clock, seen, failures };
  }

  test('gives the object, its changes, and undefined once it is gone', async () => {
    const { mock, clock, seen } = look({ name: 'a', namespace: 'web' });
    const list = await mock.nextRequest();
    expect(list.query.get('fieldSelector')).toBe('metadata.name=a,metadata.namespace=web');
    list.respond(page([pod('a', '5')]));
    const wire = new Wire();
    (await mock.nextRequest()).respond(respond(200, wire));
    wire.send('MODIFIED', pod('a', '8')).send('DELETED', pod('a', '9')).send('ADDED', pod('a', '10'));
    await clock.advance(0);
    expect(seen).toEqual(['5', '8', undefined, '10']);
  });

  test('says that there is none once the list is complete, also after a second list', async () => {
    const { mock, clock, seen, failures } = look('a', 'web');
    (await mock.nextRequest()).respond(page([pod('a', '5')]));
    (await mock.nextRequest()).respond(status(410, 'Gone'));
    await clock.advance(800);
    (await mock.nextRequest()).respond(page([]));
    await mock.nextRequest();
    expect(seen).toEqual(['5', undefined]);
    expect(failures).toHaveLength(1);
  });

  test('says that there is none when the stream that brought the object broke, and the next brings none', async () => {
    const mock = mockService();
    const clock = new ManualClock();
    const seen: (string | undefined)[] = [];
    const subscription = watchObject(Api.namespaced(Client.of(mock.service), Pod, 'web'), 'a', {
      clock,
      initialList: 'streaming',
      random: () => 0,
      onFailure: () => undefined,
    }).subscribe((object) => seen.push(object?.metadata.resourceVersion));
    const [broken, whole] = [new Wire(), new Wire()];
    (await mock.nextRequest()).respond(respond(200, broken));
    broken.send('ADDED', pod('a', '5')).breakOff();
    await clock.advance(800);
    (await mock.nextRequest()).respond(respond(200, whole));
    whole.bookmark('9', true);
    await clock.advance(0);
    expect(seen.at(-1)).toBeUndefined();
    expect(seen).toContain(undefined);
    subscription.unsubscribe();
  });

  test('tells its reader of a defect', async () => {
    const clock = new ManualClock();
    const after = (): never => {
      throw new Error('a defect');
    };
    const broken = { now: () => clock.now(), sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal), after };
    const api = Api.namespaced(
      Client.of(async () => page([])),
      Pod,
      'web',
    );
    const ended = new Promise((resolve, reject) =>
      watchObject(api, 'a', { clock: broken }).subscribe({ complete: () => resolve('completed'), error: reject }),
    );
    await expect(ended).rejects.toThrow('a defect');
  });

  test('refuses a bare name that could be in any namespace, and a namespace that the Api does not cover', () => {
    expect(() => look('a')).toThrow(/^Pod "a" needs a namespace: pass { name, namespace }/);
    expect(() => look({ name: 'a', namespace: 'db' }, 'web')).toThrow(/is in namespace "db", and this Api is bound to "web"/);
  });
});
