/** Copies a Secret into other places, changes the copies with it, and removes them with it: an owner cannot be in another namespace, a finalizer can. */
import { Api, type Part } from 'kube-core';
import { Namespace, Secret } from 'kube-core/k8s';
import { Controller, finalizer, Manager, waitFor, deleted } from 'kube-runtime';
import { openStage } from '../client/stage.js';
import { said } from './said.js';

await using stage = await openStage();
const { client, namespace } = stage;
const { say, until } = said();
const target = `${namespace}-copy`;
await Api.all(client, Namespace).create({ metadata: { name: target } });
const [originals, copies] = [Api.namespaced(client, Secret, namespace), Api.namespaced(client, Secret, target)];

const syncer = Controller.for(originals, { labelSelector: 'example=sync' }).reconcile(
  finalizer('example.com/copies', {
    apply: async ({ object, signal }) => {
      const copy: Part<Secret> = { ...(object.type !== undefined && { type: object.type }), data: { ...object.data } };
      await copies.apply({ ...copy, metadata: { name: object.metadata.name } }, { force: true, signal });
      say(`copied ${object.metadata.name}: ${Object.keys(object.data ?? {}).join(' ')}`);
    },
    cleanup: async ({ object, signal }) => {
      await copies.delete(object.metadata.name, { signal });
      say(`removed the copy of ${object.metadata.name}`);
    },
  }),
);
const manager = new Manager(client, { signals: false }).add(syncer);
const ended = manager.run();
const original = await originals.create({ metadata: { name: 'password', labels: { example: 'sync' } }, stringData: { user: 'ada' } });
await until('copied password: user');
await originals.patch(original, { merge: { stringData: { word: 'sesame' } } });
await until('copied password: user word');
await originals.delete('password');
await waitFor(originals, 'password', { until: deleted(original) });
say(`copies left: ${(await copies.list({ fieldSelector: 'metadata.name=password' })).items.length}`);
await manager.close();
await ended;
await Api.all(client, Namespace).delete(target);
