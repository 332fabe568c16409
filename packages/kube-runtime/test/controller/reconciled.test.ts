import { describe, expect, test } from '@jest/globals';
import { Api, Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Action, Controller, generation } from 'kube-runtime';
import { quiet, run, until, world } from '../world.js';
import { names, recorder, spec } from './recorder.js';

describe('what is reconciled', () => {
  test('is every object that exists, then every one that is created or changed', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const { seen, reconcile } = recorder();
    run(Controller.for(configMaps), reconcile);
    await until(() => seen.length === 1);
    await configMaps.create({ metadata: { name: 'b' } });
    await until(() => seen.length === 2);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 3);
    expect(names(seen)).toEqual(['a', 'b', 'a']);
    expect(seen[2]?.object.data).toEqual({ x: 'y' });
    expect(seen[2]?.attempt).toBe(1);
  });

  test('is frozen and without managedFields', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' }, data: { x: 'y' } });
    const { seen, reconcile } = recorder();
    run(Controller.for(configMaps), reconcile);
    await until(() => seen.length === 1);
    expect(seen[0]?.object.metadata).not.toHaveProperty('managedFields');
    expect(Object.isFrozen(seen[0]?.object.data)).toBe(true);
  });

  test('is nothing before every list is complete', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'a' } });
    let release = (): void => undefined;
    it.hold = { path: /deployments/, until: new Promise((resolve) => (release = resolve)) };
    const { seen, reconcile } = recorder();
    run(Controller.for(it.configMaps).owns(it.deployments), reconcile);
    await quiet();
    expect(seen).toEqual([]);
    release();
    await until(() => seen.length === 1);
  });

  test('is not an object that was deleted', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const { seen, reconcile } = recorder(async () => Action.requeue(20));
    const controller = Controller.for(configMaps);
    run(controller, reconcile);
    await until(() => seen.length === 1);
    await configMaps.delete('a');
    await quiet();
    const calls = seen.length;
    await quiet();
    expect(seen.length).toBe(calls);
  });

  test('is not what a second list brings unchanged', async () => {
    const { configMaps, server } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    await configMaps.create({ metadata: { name: 'b' } });
    const { seen, reconcile } = recorder();
    let starts = 0;
    const client = Client.of(async (request) => {
      const response = await server.service(request);
      if (!request.path.includes('watch=true') || starts++ > 0) return response;
      return { ...response, body: expireAfterList(response.body) };
    });
    run(Controller.for(Api.namespaced(client, ConfigMap, 'default'), { initialList: 'paged' }), reconcile);
    await until(() => seen.length === 2);
    await configMaps.patch('b', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 3, 'the change after the second list');
    expect(names(seen)).toEqual(['a', 'b', 'b']);
  });

  test('with `on`, is only what changed in that way', async () => {
    const { deployments } = await world();
    const seen: (number | undefined)[] = [];
    let writes = 0;
    run(Controller.for(deployments, { on: generation }), async ({ object }) => {
      seen.push(object.metadata.generation);
      await deployments.applyStatus(object, { observedGeneration: object.metadata.generation ?? 0, replicas: ++writes });
    });
    await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    await until(() => seen.length === 1);
    await quiet();
    await deployments.patch('a', { merge: { spec: { replicas: 2 } } });
    await until(() => seen.length === 2);
    await quiet();
    expect(seen).toEqual([1, 2]);
  });

  test('with an `on` that throws, is what it threw for', async () => {
    const { configMaps } = await world();
    const { seen, reconcile } = recorder();
    const on = ({ data }: { readonly data?: Readonly<Record<string, string>> }): unknown => {
      if (data?.bad === 'yes') throw new Error('cannot tell');
      return data?.x;
    };
    const { failures } = run(Controller.for(configMaps, { on }), reconcile);
    await configMaps.create({ metadata: { name: 'a' }, data: { x: '1' } });
    await until(() => seen.length === 1);
    await configMaps.patch('a', { merge: { data: { y: '2' } } });
    await configMaps.patch('a', { merge: { data: { bad: 'yes' } } });
    await until(() => seen.length === 2);
    expect(seen[1]?.object.data).toEqual({ x: '1', y: '2', bad: 'yes' });
    expect(failures.map(({ message }) => message)).toEqual(['the function given to on threw for ConfigMap default/a: cannot tell']);
  });

  test('settles when a reconcile writes the same status again', async () => {
    const { deployments } = await world();
    let calls = 0;
    run(Controller.for(deployments), async ({ object }) => {
      calls++;
      await deployments.applyStatus(object, { observedGeneration: object.metadata.generation ?? 0 });
    });
    await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    await until(() => calls >= 2);
    await quiet();
    expect(calls).toBe(2);
  });
});

/** Ends a watch with 410 as soon as it is opened. */
async function* expireAfterList(_body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n');
}
