/** The rights that a program needs: from what its manager was told, and from what a run of it has really asked. */
import { Api, Client } from 'kube-core';
import { ConfigMap, Secret } from 'kube-core/k8s';
import { Controller, created, Manager, permission, waitFor } from 'kube-runtime';
import { requestLog } from 'kube-runtime/testing';
import { stringify } from 'yaml';
import { openStage } from '../client/stage.js';

await using stage = await openStage();
const log = requestLog();
const client = Client.of(log.layer(stage.client.service), { fieldManager: 'example', defaultNamespace: stage.namespace });

/** What runs, here and in the cluster. */
function managerOf(as: Client): Manager {
  const [configMaps, secrets] = [Api.defaultNamespaced(as, ConfigMap), Api.defaultNamespaced(as, Secret)];
  const controller = Controller.for(configMaps, { labelSelector: 'example=rights' })
    .owns(secrets)
    .reconcile(async ({ object, signal }) => {
      await secrets.apply({ metadata: { name: object.metadata.name }, stringData: { of: object.metadata.name } }, { force: true, signal });
    });
  return new Manager(as, { signals: false }).add(controller);
}

const writes = [permission(Api.defaultNamespaced(client, Secret), ['create', 'patch'])];
const { roles } = managerOf(client).rbac({ name: 'example', writes });
console.log(`declared:\n${roles.map(({ rules }) => stringify(rules, { flowCollectionPadding: false, collectionStyle: 'flow' })).join('')}`);

const manager = managerOf(client);
const ended = manager.run();
await Api.namespaced(stage.client, ConfigMap, stage.namespace).create({ metadata: { name: 'settings', labels: { example: 'rights' } } });
await waitFor(Api.namespaced(stage.client, Secret, stage.namespace), 'settings', { until: created });
await manager.close();
await ended;
console.log(`asked:\n${stringify(log.rules(), { flowCollectionPadding: false, collectionStyle: 'flow' })}`);
