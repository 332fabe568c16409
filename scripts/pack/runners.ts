/**
 * The tools for tests, used from the test runners that people have: {@link tryRunners}. The tests of this project show that jest runs them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, part, run } from './steps.js';

/** The test runners that are installed; another comes with Node. */
export const runners = { vitest: '^4.0.0' } as const;

/**
 * A recorded conversation with the in-process server is played without it, a transport is spoken for, a controller is at work in a scene, and a
 * stream runs in virtual time.
 */
const body = (test: string): string => `${test}
import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, Client } from 'kube-core';
import { ConfigMap, Secret } from 'kube-core/k8s';
import { stack } from 'kube-core/service';
import { mockService, record, replay, respondJson } from 'kube-core/testing';
import { appliedObjects, Controller, created } from 'kube-runtime';
import { applied, deleted, marbles, openScene, stored } from 'kube-runtime/testing';
import { ApiServer } from 'kube-testing';

const conversation = async (client) => {
  const maps = Api.namespaced(client, ConfigMap, 'default');
  await maps.create({ metadata: { name: 'a' }, data: { colour: 'red' } });
  return (await maps.get('a')).data;
};

test('a recorded conversation is played without its server', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'kube-recording-')), 'maps.recording.json');
  const server = await ApiServer.start();
  const recorder = record(file);
  const said = await conversation(Client.of(stack(server.client().service, [recorder.layer])));
  await recorder.save();
  await server[Symbol.asyncDispose]();
  const played = await replay(file);
  assert.equal(played.unused.length, 2);
  assert.deepEqual(await conversation(Client.of(played.service)), said);
  assert.deepEqual(played.unused, []);
});

test('a transport that a test speaks for', async () => {
  const { service, nextRequest } = mockService();
  const reading = Api.namespaced(Client.of(service), ConfigMap, 'default').get('a');
  const { request, respond } = await nextRequest();
  respond(respondJson(200, { metadata: { name: 'a' }, data: { path: request.path } }));
  assert.deepEqual((await reading).data, { path: '/api/v1/namespaces/default/configmaps/a' });
});

const copier = (manager, namespace) => {
  const secrets = Api.namespaced(manager.client, Secret, namespace);
  manager.add(
    Controller.for(Api.namespaced(manager.client, ConfigMap, namespace)).reconcile(async ({ object: { metadata } }) => {
      await secrets.apply({ metadata: { name: metadata.name }, stringData: { of: metadata.name } }, { fieldManager: 'copier' });
    }),
  );
};

test('a controller at work in a scene, beside another', async () => {
  const server = await ApiServer.start();
  const [one, other] = await Promise.all([1, 2].map(() => openScene(server.client(), { run: copier })));
  await one.api(ConfigMap).create({ metadata: { name: 'a' } });
  assert.equal((await one.until(Secret, 'a', created)).metadata.namespace, one.namespace);
  await one.settled();
  assert.equal(await other.api(Secret).find('a'), undefined);
  for (const scene of [one, other]) await scene.close();
  await server[Symbol.asyncDispose]();
});

test('a stream in virtual time', () => {
  const pod = stored(ConfigMap, { metadata: { name: 'a', namespace: 'web' } });
  marbles(({ cold, expectObservable }) => {
    const events = cold('a 5s d|', { a: applied(pod), d: deleted(pod) });
    expectObservable(events.pipe(appliedObjects())).toBe('p 5001ms |', { p: pod });
  });
  const wrong = () => marbles(({ cold, expectObservable }) => expectObservable(cold('a|')).toBe('b|'));
  assert.throws(wrong, { code: 'ERR_ASSERTION' });
});
`;

/** @param folder - A project with all packages and the runners. @throws Error where a test fails, or none is found. */
export function tryRunners(folder: string): void {
  writeFileSync(join(folder, 'runner.node.mjs'), body("import { test } from 'node:test';"));
  writeFileSync(join(folder, 'runner.vitest.test.mjs'), body("import { test } from 'vitest';"));
  const node = part('tested with node:test', () => run(folder, 'node', '--test', '--test-reporter=tap', 'runner.node.mjs'));
  check(/^# pass 4$/m.test(node), `node:test said: ${node}`);
  const vitest = part('tested with vitest', () => run(folder, join(folder, 'node_modules/.bin/vitest'), 'run', '--reporter=json'));
  check(vitest.includes('"numPassedTests":4'), `vitest said: ${vitest}`);
}
