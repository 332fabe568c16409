import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Api, type Client } from 'kube-core';
import { ClusterRole, ConfigMap, Namespace } from 'kube-core/k8s';
import { ApiServer } from '../server/server.js';

describe('the garbage collector', () => {
  let server: ApiServer;
  let client: Client;
  beforeEach(async () => {
    server = await ApiServer.start();
    client = server.client();
    await Api.all(client, Namespace).create({ metadata: { name: 'other' } });
  });
  afterEach(() => server.close());

  const mapsOf = (namespace: string) => Api.namespaced(client, ConfigMap, namespace);
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  const ownedBy = (uid: string, fields: object = {}) => ({
    ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, ...fields }],
  });

  test('takes an owner in another namespace for gone', async () => {
    const owner = await mapsOf('default').create({ metadata: { name: 'owner' } });
    await mapsOf('other').create({ metadata: { name: 'there', ...ownedBy(owner.metadata.uid) } });
    await mapsOf('default').create({ metadata: { name: 'here', ...ownedBy(owner.metadata.uid) } });
    await settled();
    expect(await mapsOf('other').find('there')).toBeUndefined();
    expect(await mapsOf('default').find('here')).toBeDefined();
  });

  test('holds an owner back until the dependant that blocks it is gone', async () => {
    const owner = await mapsOf('default').create({ metadata: { name: 'owner' } });
    const held = { finalizers: ['example.com/f'], ...ownedBy(owner.metadata.uid, { blockOwnerDeletion: true }) };
    await mapsOf('default').create({ metadata: { name: 'here', ...held } });
    await mapsOf('default').delete('owner', { propagationPolicy: 'Foreground' });
    await settled();
    expect((await mapsOf('default').get('here')).metadata.deletionTimestamp).toBeDefined();
    await mapsOf('default').patch('here', { merge: { metadata: { finalizers: null } } });
    await settled();
    expect(await mapsOf('default').find('owner')).toBeUndefined();
  });

  test('leaves alone what is in no namespace and names an owner in one', async () => {
    const roles = Api.all(client, ClusterRole);
    const owner = await mapsOf('default').create({ metadata: { name: 'owner' } });
    await roles.create({ metadata: { name: 'reader', ...ownedBy(owner.metadata.uid) }, rules: [] });
    await mapsOf('default').delete('owner');
    await settled();
    expect(await roles.find('reader')).toBeDefined();
  });

  test('leaves alone what names an owner of a kind that nobody serves', async () => {
    await mapsOf('default').create({ metadata: { name: 'a', ...ownedBy('u', { apiVersion: 'gone.io/v1', kind: 'Gone' }) } });
    await settled();
    expect(await mapsOf('default').find('a')).toBeDefined();
  });

  test('collects what names an owner that another object has replaced', async () => {
    await mapsOf('default').create({ metadata: { name: 'owner' } });
    await mapsOf('default').create({ metadata: { name: 'a', ...ownedBy('an older uid') } });
    await settled();
    expect(await mapsOf('default').find('a')).toBeUndefined();
  });

  test('lets an owner go when the last of many that hold it back is gone', async () => {
    const count = 600;
    const owner = await mapsOf('default').create({ metadata: { name: 'owner' } });
    const held = { finalizers: ['example.com/f'], ...ownedBy(owner.metadata.uid, { blockOwnerDeletion: true }) };
    for (let index = 0; index < count; index += 1) await mapsOf('default').create({ metadata: { name: `d${index}`, ...held } });
    await mapsOf('default').delete('owner', { propagationPolicy: 'Foreground' });
    await settled();
    for (let index = 0; index < count; index += 1)
      await mapsOf('default').patch(`d${index}`, { merge: { metadata: { finalizers: null } } });
    await settled();
    expect(await mapsOf('default').find('owner')).toBeUndefined();
    expect((await mapsOf('default').list()).items).toEqual([]);
  });
});
