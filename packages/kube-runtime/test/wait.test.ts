import { describe, expect, test } from '@jest/globals';
import { Api, Client, dynamicResource, isForbidden, nameOf } from 'kube-core';
import { CustomResourceDefinition, Pod } from 'kube-core/k8s';
import { ManualClock, respondJson } from 'kube-core/testing';
import { anyOf, created, deleted, deploymentRolledOut, established, isCallbackError, isWaitTimeout, waitFor } from 'kube-runtime';
import { spec } from './controller/recorder.js';
import { quiet, world } from './world.js';

const Site = dynamicResource({ group: 'example.com', version: 'v1', kind: 'Site', plural: 'sites', scope: 'Namespaced' });
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

describe('waitFor', () => {
  test('ends at once where the object is so already, and gives it frozen', async () => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' }, data: { x: 'y' } });
    const found = await waitFor(configMaps, 'a', { until: created });
    expect([found.data, Object.isFrozen(found.data)]).toEqual([{ x: 'y' }, true]);
  });

  test('waits for an object that is yet to be made, and for what is yet to be so of it', async () => {
    const { configMaps } = await world();
    const waiting = waitFor(configMaps, { name: 'a', namespace: 'default' }, { until: (found) => found?.data?.x === 'z' || 'x is not z' });
    await quiet();
    await configMaps.create({ metadata: { name: 'a' }, data: { x: 'y' } });
    await configMaps.create({ metadata: { name: 'b' }, data: { x: 'z' } });
    await quiet();
    await configMaps.patch('a', { merge: { data: { x: 'z' } } });
    const found = await waiting;
    expect(found === undefined ? undefined : nameOf(found)).toBe('a');
  });

  test('waits for that very object to go, also when another takes its name meanwhile', async () => {
    const { configMaps } = await world();
    const object = await configMaps.create({ metadata: { name: 'a', finalizers: ['example.com/x'] } });
    await configMaps.delete('a');
    let over = false;
    const waiting = waitFor(configMaps, object, { until: deleted(object) }).then((found) => ((over = true), found));
    await quiet();
    expect(over).toBe(false);
    await configMaps.patch('a', { merge: { metadata: { finalizers: null } } });
    await configMaps.create({ metadata: { name: 'a' } });
    const found = await waiting;
    expect(found?.metadata.uid).not.toBe(object.metadata.uid);
  });

  test('does not take the status of the last rollout for that of the next', async () => {
    const { deployments } = await world();
    await deployments.create({ metadata: { name: 'a' }, spec: spec() });
    const status = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
    await deployments.applyStatus('a', { observedGeneration: 1, ...status });
    await waitFor(deployments, 'a', { until: deploymentRolledOut, timeoutMs: 5000 });
    await deployments.patch('a', { merge: { spec: { template: { metadata: { labels: { v: '2' } } } } } });
    const waiting = waitFor(deployments, 'a', { until: deploymentRolledOut, timeoutMs: 200 });
    expect(await errorOf(waiting)).toMatchObject({
      code: 'wait-timeout',
      message: 'waited 200 ms for Deployment default/a: its controller has not seen the change yet',
    });
    await deployments.applyStatus('a', { observedGeneration: 2, ...status });
    const found = await waitFor(deployments, 'a', { until: deploymentRolledOut, timeoutMs: 5000 });
    expect(found.metadata.generation).toBe(2);
  });

  test('waits for a definition to be served', async () => {
    const { client, server } = await world();
    const names = { kind: 'Site', plural: 'sites', singular: 'site', listKind: 'SiteList' };
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
    const crds = Api.all(client, CustomResourceDefinition);
    await crds.create({ metadata: { name: 'sites.example.com' }, spec: { group: 'example.com', scope: 'Namespaced', names, versions } });
    await waitFor(crds, 'sites.example.com', { until: established, timeoutMs: 5000 });
    const made = await Api.namespaced(server.client(), Site, 'default').create({ metadata: { name: 'a' } });
    expect(made.metadata.name).toBe('a');
  });

  test('survives refusals and lost connections, and tells them', async () => {
    const it = await world();
    await it.configMaps.create({ metadata: { name: 'a' } });
    const clock = new ManualClock();
    let refusals = 3;
    it.answer = () => (refusals-- > 0 ? respondJson(403, { kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' }) : undefined);
    const failures: unknown[] = [];
    const waiting = waitFor(it.configMaps, 'a', { until: created, clock, onFailure: ({ cause }) => failures.push(cause) });
    for (let i = 0; i < 4; i++) await clock.advance(8000);
    expect(nameOf(await waiting)).toBe('a');
    expect(failures.map(isForbidden)).toEqual([true, true, true]);
    expect(clock.pending).toBe(0);
  });

  test('says what was not so, and what the watch failed at, when it takes too long; nothing goes on then', async () => {
    const it = await world();
    const clock = new ManualClock();
    it.answer = () => respondJson(403, { kind: 'Status', code: 403, reason: 'Forbidden', message: 'pods is forbidden' });
    const waiting = errorOf(waitFor(Api.namespaced(it.client, Pod, 'web'), 'a', { until: created, timeoutMs: 60_000, clock }));
    await clock.advance(60_000);
    const error = await waiting;
    expect(isWaitTimeout(error)).toBe(true);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^waited 60 s for Pod web\/a: the server has not said how it is; last, listing pods failed: pods is forbidden \(.*: 403\)/,
      ),
    });
    const asked = it.requests.length;
    await clock.advance(600_000);
    expect([it.requests.length - asked, clock.pending]).toEqual([0, 0]);
  });

  test('ends with the reason of its signal, also one that was aborted before', async () => {
    const { configMaps, requests } = await world();
    const stop = new AbortController();
    const waiting = errorOf(waitFor(configMaps, 'a', { until: created, signal: stop.signal }));
    await quiet();
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await waiting).toBe(reason);
    expect(requests.at(-1)?.signal?.aborted).toBe(true);
    const asked = requests.length;
    expect(await errorOf(waitFor(configMaps, 'a', { until: created, signal: stop.signal, timeoutMs: 1000 }))).toBe(reason);
    expect(requests.length).toBe(asked);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['throws', () => Boolean(JSON.parse('{')), /^the function given to waitFor\(\) threw for ConfigMap default\/a: /],
    ['answers with a promise', async () => true, /it returned a promise, and has to answer at once$/],
    ['answers with nothing', () => undefined, /it gave undefined, and has to give true, false or a text that says why not$/],
  ])('rejects where a condition %s', async (_, condition, message) => {
    const { configMaps, requests } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const error = await errorOf(waitFor(configMaps, 'a', { until: condition as () => boolean, timeoutMs: 5000 }));
    expect(isCallbackError(error)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect(requests.at(-1)?.signal?.aborted).toBe(true);
  });

  test.each<[object, string]>([
    [{ timeout: 3 }, 'waitFor() has no option "timeout"; did you mean timeoutMs?'],
    [{ timeoutMs: NaN }, 'timeoutMs is NaN; give a number of milliseconds above 0, or Infinity for no limit'],
    [{ timeoutMs: -1 }, 'timeoutMs is -1; give a number of milliseconds above 0, or Infinity for no limit'],
  ])('refuses %j', async (options, message) => {
    const api = Api.namespaced(
      Client.of(async () => Promise.reject(new Error('unused'))),
      Pod,
      'web',
    );
    expect(await errorOf(waitFor(api, 'a', { until: anyOf(created, deleted()), ...options }))).toMatchObject({ code: 'option', message });
  });

  test('types what it gives: an object where the condition asks for one, and perhaps none where it does not', async () => {
    const { deployments } = await world();
    await deployments.create({ metadata: { name: 'a' }, spec: spec(3) });
    expect((await waitFor(deployments, 'a', { until: created })).spec?.replicas).toBe(3);
    // @ts-expect-error -- it may be undefined
    expect((await waitFor(deployments, 'a', { until: anyOf(created, deleted()) })).spec?.replicas).toBe(3);
  });
});
