/**
 * What works for each object while that is there, and what comes from outside of the cluster, on an API server in the same process.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Controller, daemon, Manager, timer, webhookSource } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
const client = server.client({ fieldManager: 'example' });
const configMaps = Api.namespaced(client, ConfigMap, 'default');
const lines: string[] = [];
const say = (line: string): void => {
  if (!lines.includes(line)) console.log(line);
  lines.push(line);
};

const watchman = daemon(configMaps, async ({ object: { metadata }, signal }) => {
  say(`watches over ${metadata.name}`);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  say(`leaves ${metadata.name}`);
});
const clock = timer(configMaps, ({ object: { metadata } }) => Promise.resolve(say(`looks after ${metadata.name} now and then`)), {
  everyMs: 20,
});
const hooks = webhookSource({ port: 0, host: '127.0.0.1', path: '/changed', token: 'open sesame' });
const controller = Controller.for(configMaps)
  .from(hooks.refs)
  .reconcile(({ object: { metadata } }) => Promise.resolve(say(`reconciles ${metadata.name}`)), { name: 'greeter' });

const manager = new Manager(client).add(watchman, clock, hooks, controller);
const ended = manager.run();
await configMaps.create({ metadata: { name: 'settings' } });
while (!lines.includes('reconciles settings') || lines.filter((line) => line.startsWith('looks')).length < 3) await sleep(5);

const reconciled = lines.filter((line) => line.startsWith('reconciles')).length;
const headers = { authorization: 'Bearer open sesame' };
const { status } = await fetch(hooks.url ?? '', { method: 'POST', headers, body: '{"name":"settings","namespace":"default"}' });
while (lines.filter((line) => line.startsWith('reconciles')).length === reconciled) await sleep(5);
console.log(`a POST, answered with ${status}, had it reconciled once more`);

await configMaps.delete('settings');
while (!lines.includes('leaves settings')) await sleep(5);
await manager.close();
await ended;
