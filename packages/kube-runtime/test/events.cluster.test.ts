import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Api, Client, isAlreadyExists, type KubeError } from 'kube-core';
import { ClusterRole, ConfigMap, Namespace } from 'kube-core/k8s';
import { Event } from 'kube-core/k8s/events-v1';
import { recorder } from 'kube-runtime';

let client: Client;
let namespace: string;
beforeAll(async () => {
  client = await Client.tryDefault({ fieldManager: 'test' });
  namespace = (await Api.all(client, Namespace).create({ metadata: { generateName: 'events-' } })).metadata.name;
});
afterAll(async () => {
  await Api.all(client, Namespace).delete(namespace);
  await client[Symbol.asyncDispose]();
});

const failures: KubeError[] = [];
const make = (): ReturnType<typeof recorder> =>
  recorder(client, { controller: 'example.com/test', onFailure: (error) => failures.push(error) });
const stored = (): Promise<Event[]> =>
  Api.namespaced(client, Event, namespace)
    .list()
    .then(({ items }) => items);

/** What kubectl says; `undefined` where there is none. */
async function kubectl(...args: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(process.env['KUBECTL'] ?? 'kubectl', ['-n', namespace, ...args])).stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

test('a real API server takes events of any length, counts them, and shows them', async () => {
  const object = await Api.namespaced(client, ConfigMap, namespace).create({ metadata: { name: 'settings' } });
  {
    await using events = make();
    events.event(object, { type: 'Warning', reason: 'Odd', action: 'Look', note: 'it is odd', related: object });
    await events.flush();
    for (let i = 0; i < 6; i++)
      events.event(object, { type: 'Warning', reason: 'Odd', action: 'Look', note: 'it is odd', related: object });
    events.event(object, { reason: 'R'.repeat(300), action: 'é'.repeat(300), note: '😀'.repeat(300) });
  }
  expect(failures).toEqual([]);
  expect((await stored()).map(({ reason, series }) => [reason?.slice(0, 3), series?.count])).toEqual(
    expect.arrayContaining([
      ['Odd', 7],
      ['RRR', undefined],
    ]),
  );
  const shown = await kubectl('events', '--for', 'configmap/settings');
  if (shown !== undefined) expect(shown).toMatch(/x7 .*Warning +Odd +ConfigMap\/settings +it is odd/);
  const described = await kubectl('describe', 'configmap', 'settings');
  if (described !== undefined) expect(described).toMatch(/Warning +Odd .*x7.* +it is odd/);
});

test('a real API server takes the event of an object without a namespace, whatever its name', async () => {
  const roles = Api.all(client, ClusterRole);
  const role = await roles.create({ metadata: { name: `${namespace}:role` }, rules: [] }).catch((error: unknown) => {
    if (!isAlreadyExists(error)) throw error;
    return roles.get(`${namespace}:role`);
  });
  {
    await using events = make();
    events.event(role, { reason: 'Seen' });
  }
  const { items } = await Api.namespaced(client, Event, 'default').list();
  expect(items.filter(({ regarding }) => regarding?.name === `${namespace}:role`)).toHaveLength(1);
  expect(failures).toEqual([]);
  await roles.delete(role);
});

test('a real API server has an event that was deleted made anew', async () => {
  const object = await Api.namespaced(client, ConfigMap, namespace).create({ metadata: { name: 'expired' } });
  await using events = make();
  const ofIt = async (): Promise<Event[]> => (await stored()).filter(({ regarding }) => regarding?.name === 'expired');
  events.event(object, { reason: 'Again' });
  await events.flush();
  await Api.namespaced(client, Event, namespace).delete((await ofIt())[0]?.metadata?.name ?? '');
  events.event(object, { reason: 'Again' });
  await events.flush();
  expect((await ofIt()).map(({ series }) => series?.count)).toEqual([2]);
  expect(failures).toEqual([]);
});
