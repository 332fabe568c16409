/** A server that fails: a list, then a watch whose version it has forgotten. Both are told, and the store is what the server has. */
import { Api, Client } from 'kube-core';
import { respondJson } from 'kube-core/testing';
import { ConfigMap } from 'kube-core/k8s';
import { createStore, reflector, watcher } from 'kube-runtime';
import { openStage } from '../client/stage.js';
import { said } from './said.js';

await using stage = await openStage();
const { say, until } = said();
const failures = [
  { code: 500, reason: 'InternalError', message: 'etcdserver: request timed out' },
  { code: 410, reason: 'Expired', message: 'too old resource version' },
];
const failing = Client.of(async (request) => {
  const failure = failures.shift();
  if (failure === undefined) return stage.client.service(request);
  return respondJson(failure.code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...failure });
});
const { reader, writer } = createStore(ConfigMap);
const subscription = watcher(Api.namespaced(failing, ConfigMap, stage.namespace))
  .pipe(reflector(writer))
  .subscribe((event) => {
    if (event.type === 'failed') say(`failed: ${event.error.message.replace(/ in [\d.]+ m?s/, ' soon')}`);
    if (event.type === 'init-done') say(`complete: ${reader.size > 0 ? 'with settings' : 'without'}`);
  });
await Api.namespaced(stage.client, ConfigMap, stage.namespace).create({ metadata: { name: 'settings' } });
await until('complete: with settings');
subscription.unsubscribe();
