/**
 * The tools for tests, used from the test runners that people have: {@link tryRunners}. The tests of this project show that jest runs them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, part, run } from './steps.js';

/** The test runners that are installed; another comes with Node. */
export const runners = { vitest: '^4.0.0' } as const;

/** A recorded conversation with the in-process server is played without it, and a transport is spoken for. */
const body = (test: string): string => `${test}
import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { stack } from 'kube-core/service';
import { mockService, record, replay, respondJson } from 'kube-core/testing';
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
`;

/** @param folder - A project with all packages and the runners. @throws Error where a test fails, or none is found. */
export function tryRunners(folder: string): void {
  writeFileSync(join(folder, 'runner.node.mjs'), body("import { test } from 'node:test';"));
  writeFileSync(join(folder, 'runner.vitest.test.mjs'), body("import { test } from 'vitest';"));
  const node = part('tested with node:test', () => run(folder, 'node', '--test', '--test-reporter=tap', 'runner.node.mjs'));
  check(/^# pass 2$/m.test(node), `node:test said: ${node}`);
  const vitest = part('tested with vitest', () => run(folder, join(folder, 'node_modules/.bin/vitest'), 'run', '--reporter=json'));
  check(vitest.includes('"numPassedTests":2'), `vitest said: ${vitest}`);
}
