import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, dynamicResource, isNotFound, type DynamicObject } from 'kube-core';
import { CustomResourceDefinition } from 'kube-core/k8s/apiextensions-v1';

const large = 9007199254740993n;
const plural = `counters${randomUUID().slice(0, 6)}`;
const group = 'numbers.example.com';
const counter = dynamicResource({ group, version: 'v1', kind: `Counter${plural.slice(8)}`, plural, scope: 'Cluster' });

let client: Client;
let counters: Api<DynamicObject>;

beforeAll(async () => {
  client = await Client.tryDefault({ fieldManager: 'numbers' });
  counters = Api.all(client, counter);
  await Api.all(client, CustomResourceDefinition).create({
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names: { plural, kind: counter.kind },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: { type: 'object', properties: { id: { type: 'integer', format: 'int64' }, note: { type: 'string' } } },
              },
            },
          },
        },
      ],
    },
  });
  while (await counters.list().then(() => false, isNotFound)) await new Promise((resolve) => setTimeout(resolve, 100));
});
afterAll(async () => {
  await Api.all(client, CustomResourceDefinition).delete(`${plural}.${group}`);
  await client.close();
});

/** What the server stores, as it writes it. */
const storedText = (name: string): Promise<string> => client.text('GET', `/apis/${group}/v1/${plural}/${name}`);

describe('a 64-bit field that no double can hold', () => {
  test('is stored as it was read, by a replace and by an apply', async () => {
    await counters.create({ metadata: { name: 'one' }, spec: { id: large, note: 'a' } });
    const read = await counters.get('one');
    expect(read['spec']).toEqual({ id: large, note: 'a' });
    await counters.replace({ ...read, spec: { id: large, note: 'b' } });
    expect(await storedText('one')).toContain('"id":9007199254740993,');
    await counters.apply({ ...(await counters.get('one')), spec: { id: large, note: 'c' } }, { force: true });
    expect(await storedText('one')).toContain('"id":9007199254740993,');
    await counters.patch('one', { json: [{ op: 'test', path: '/spec/id', value: large }] });
  });

  test('is watched and listed without loss', async () => {
    await counters.create({ metadata: { name: 'two' }, spec: { id: -9223372036854775808n } });
    const { items } = await counters.list({ fieldSelector: 'metadata.name=two' });
    expect(items[0]?.['spec']).toEqual({ id: -9223372036854775808n });
    for await (const event of counters.watch({ fieldSelector: 'metadata.name=two', sendInitialEvents: true, timeoutSeconds: 20 })) {
      expect(event).toMatchObject({ type: 'ADDED', object: { spec: { id: -9223372036854775808n } } });
      break;
    }
  });
});

describe('an object that is nested deeper than the server reads', () => {
  test.each([
    [9_990, 'api'],
    [10_001, 'params'],
  ])('of %d levels is refused with %s, never with a defect', async (levels, code) => {
    let deep: unknown = 1;
    for (let level = 0; level < levels; level++) deep = [deep];
    await expect(counters.create({ metadata: { name: 'deep' }, spec: { id: deep } })).rejects.toMatchObject({ code });
  });
});
