import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, messageOf } from 'kube-core';
import { ConfigMap, Namespace } from 'kube-core/k8s';
import { ManualClock } from 'kube-core/testing';
import { Action, appliedObjects, Controller, present, type Manager, type Reconcile } from 'kube-runtime';
import { applied, deleted, marbles, openScene, stored } from 'kube-runtime/testing';
import { ApiServer } from 'kube-testing';

let server: ApiServer;
beforeAll(async () => {
  server = await ApiServer.start();
});
afterAll(async () => server[Symbol.asyncDispose]());

/** Marks each map of the namespace; `until` says of what it should be enough. */
const marking =
  (isEnough: (times: string | undefined) => boolean) =>
  (manager: Manager, namespace: string): void => {
    const maps = Api.namespaced(manager.client, ConfigMap, namespace);
    manager.add(
      Controller.for(maps).reconcile(async ({ object }) => {
        if (isEnough(object.data?.['times'])) return;
        await maps.patch(object, { merge: { data: { times: `${Number(object.data?.['times'] ?? 0) + 1}` } } });
      }),
    );
  };
const once = marking((times) => times !== undefined);

/** Namespaces that nobody has deleted: where there is no namespace controller, a deleted one stays and is going. */
async function livingNamespaces(prefix: string): Promise<string[]> {
  const { items } = await Api.all(server.client(), Namespace).list();
  return items
    .filter(({ status }) => status?.phase !== 'Terminating')
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.startsWith(prefix));
}

test('scenes of one server do not meet, and leave nothing behind', async () => {
  const names = await Promise.all(
    Array.from({ length: 5 }, async () => {
      await using scene = await openScene(server.client(), { run: once, name: 'apart' });
      await scene.api(ConfigMap).create({ metadata: { name: 'a' } });
      const map = await scene.until(
        ConfigMap,
        'a',
        present((found) => found.data?.['times'] !== undefined),
      );
      await scene.settled();
      expect([map.metadata.namespace, (await scene.api(ConfigMap).list()).items.length]).toEqual([scene.namespace, 1]);
      expect(scene.namespace).toMatch(/^apart-[0-9a-f]{8}$/);
      return scene.namespace;
    }),
  );
  expect(new Set(names).size).toBe(5);
  expect(await livingNamespaces('apart-')).toEqual([]);
});

test('what the test has just written is waited for, also after a long rest', async () => {
  const slow = (manager: Manager, namespace: string): void => {
    const maps = Api.namespaced(manager.client, ConfigMap, namespace);
    const reconcile: Reconcile<ConfigMap> = async ({ object }) => {
      await sleep(50); // as a watch of a real server takes
      if (object.data?.['times'] === undefined) await maps.patch(object, { merge: { data: { times: '1' } } });
    };
    manager.add(Controller.for(maps).reconcile(reconcile));
  };
  await using scene = await openScene(server.client(), { run: slow, quietMs: 300 });
  await sleep(350);
  await scene.api(ConfigMap).create({ metadata: { name: 'a' } });
  await scene.settled();
  expect((await scene.api(ConfigMap).get('a')).data?.['times']).toBe('1');
});

test('an object of a kind without namespaces is one of the cluster', async () => {
  await using scene = await openScene(server.client(), { run: once });
  expect((await scene.api(Namespace).get(scene.namespace)).metadata.name).toBe(scene.namespace);
});

test('a wait that takes too long says what is not so yet', async () => {
  await using scene = await openScene(server.client(), { run: once, timeoutMs: 300 });
  await expect(
    scene.until(
      ConfigMap,
      'nobody',
      present(() => true),
    ),
  ).rejects.toMatchObject({
    code: 'wait-timeout',
    message: expect.stringContaining('there is none'),
  });
});

test('a controller that wakes itself does not come to rest', async () => {
  await using scene = await openScene(server.client(), { run: marking(() => false), timeoutMs: 1000, quietMs: 300 });
  await scene.api(ConfigMap).create({ metadata: { name: 'a' } });
  await expect(scene.settled()).rejects.toMatchObject({ code: 'wait-timeout', message: expect.stringContaining('is there a loop') });
});

test('what ends the controllers ends each wait, and is told at the end', async () => {
  const scene = await openScene(server.client(), {
    run: (manager) => manager.add({ name: 'a runnable', run: () => sleep(50).then(() => Promise.reject(new Error('the disk is full'))) }),
  });
  const waits = [
    scene.until(
      ConfigMap,
      'a',
      present(() => true),
    ),
    scene.settled(),
  ];
  expect(await Promise.all(waits.map((wait) => wait.then(() => 'met', messageOf)))).toEqual([
    expect.stringMatching(/the disk is full/),
    expect.stringMatching(/the disk is full|met/),
  ]);
  await expect(scene.close()).rejects.toThrow('the disk is full');
});

test('a scene that cannot start leaves no namespace', async () => {
  const failing = openScene(server.client(), { name: 'unborn', run: () => Promise.reject(new Error('no image')) });
  await expect(failing).rejects.toThrow('no image');
  expect(await livingNamespaces('unborn-')).toEqual([]);
  await expect(openScene(server.client(), { run: once, timeout: 5 } as never)).rejects.toThrow('did you mean timeoutMs');
  await expect(openScene(server.client(), {} as never)).rejects.toThrow('run of openScene()');
});

test('hours pass at once with a clock of the test', async () => {
  const clock = new ManualClock();
  await using timeless = await ApiServer.start({ clock });
  let runs = 0;
  await using scene = await openScene(timeless.client(), {
    clock,
    run: (manager, namespace) => {
      const maps = Api.namespaced(manager.client, ConfigMap, namespace);
      manager.add(
        Controller.for(maps).reconcile(
          async () => {
            runs++;
            return Action.requeue(3_600_000);
          },
          { clock },
        ),
      );
    },
  });
  await scene.api(ConfigMap).create({ metadata: { name: 'a' } });
  await clock.advance(10 * 3_600_000);
  expect(runs).toBeGreaterThanOrEqual(10);
});

test('streams are tested in the virtual time of rxjs', () => {
  const pod = stored(ConfigMap, { metadata: { name: 'a', namespace: 'web' } });
  marbles(({ cold, expectObservable }) => {
    expectObservable(cold('a 5s d|', { a: applied(pod), d: deleted(pod) }).pipe(appliedObjects())).toBe('p 5001ms |', { p: pod });
  });
  const wrong = (): void =>
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a|', { a: applied(pod) }).pipe(appliedObjects())).toBe('p|', {
        p: stored(ConfigMap, { metadata: { name: 'b' } }),
      });
    });
  expect(wrong).toThrow(/deep/);
});
