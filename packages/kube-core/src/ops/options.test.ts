import { expect, test } from '@jest/globals';
import { Api } from '../api/api.js';
import { Client } from '../client/client.js';
import { codeOf, messageOf } from '../errors.js';
import { Deployment } from '../k8s/apps-v1.js';
import {
  applyManifest,
  approve,
  cordon,
  deny,
  diffManifest,
  drain,
  pause,
  restart,
  resume,
  revisionsOf,
  rolloutStatus,
  scale,
  uncordon,
  undo,
  untilRolledOut,
  wait,
} from './index.js';

const asked: string[] = [];
const client = Client.of((request) => Promise.reject(new Error(`asked for ${String(asked.push(request.path))}`)), { fieldManager: 'ops' });
const api = Api.namespaced(client, Deployment, 'web');
const wrong = { signl: new AbortController().signal } as object;

test.each<[string, () => Promise<unknown>]>([
  ['applyManifest', () => applyManifest(client, '', wrong)],
  ['diffManifest', () => diffManifest(client, '', wrong)],
  ['approve', () => approve(client, 'robot', wrong)],
  ['deny', () => deny(client, 'robot', wrong)],
  ['restart', () => restart(api, 'x', wrong)],
  ['pause', () => pause(api, 'x', wrong)],
  ['resume', () => resume(api, 'x', wrong)],
  ['scale', () => scale(api, 'x', { replicas: 1, ...wrong })],
  ['rolloutStatus', () => rolloutStatus(api, 'x', wrong)],
  ['untilRolledOut', () => untilRolledOut(api, 'x', wrong)],
  ['revisionsOf', () => revisionsOf(api, 'x', wrong)],
  ['undo', () => undo(api, 'x', wrong)],
  ['cordon', () => cordon(client, 'node-1', wrong)],
  ['uncordon', () => uncordon(client, 'node-1', wrong)],
  ['drain', () => drain(client, 'node-1', wrong)],
  ['wait', () => wait(api, 'x', { for: 'create', ...wrong })],
])('%s refuses an option that there is not, before any request', async (name, call) => {
  const error: unknown = await call().catch((reason: unknown) => reason);
  expect([codeOf(error), messageOf(error)]).toEqual(['option', `${name}() has no option "signl"; did you mean signal?`]);
  expect(asked).toEqual([]);
});

test.each<[string, () => Promise<unknown>]>([
  ['timeoutMs is -1', () => drain(client, 'node-1', { timeoutMs: -1 })],
  ['gracePeriodSeconds is -5', () => drain(client, 'node-1', { gracePeriodSeconds: -5 })],
  ['current is NaN', () => scale(api, 'x', { replicas: 1, current: NaN })],
  ['kinds is a string', () => applyManifest(client, '', { applySet: { name: 'a', kinds: 'Pod' as never } })],
  ['applySet needs a name', () => applyManifest(client, '', { applySet: {} as never })],
])('a value that cannot be meant is refused before any request: %s', async (words, call) => {
  expect(await call().catch(messageOf)).toContain(words);
  expect(asked).toEqual([]);
});
