/** Two controllers and a cache of one kind: the API server sees one watch, and each hears of everything, also who comes late. */
import { Api, Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Controller, Manager } from 'kube-runtime';
import { openStage } from '../client/stage.js';
import { said } from './said.js';

await using stage = await openStage();
const { say, until } = said();
let watches = 0;
const counting = Client.of(
  (request) => {
    if (request.path.includes('watch=true')) watches++;
    return stage.client.service(request);
  },
  { fieldManager: 'example' },
);
const configMaps = Api.namespaced(counting, ConfigMap, stage.namespace);
const manager = new Manager(counting, { signals: false });
const cache = manager.cache(configMaps);
const controllers = ['one', 'two'].map((name) =>
  Controller.for(configMaps).reconcile(
    ({ object }) => {
      if (object.metadata.name === 'settings') say(`${name} reconciles settings`);
      return Promise.resolve();
    },
    { name },
  ),
);
const ended = manager.add(...controllers).run();
await cache.ready();
await configMaps.create({ metadata: { name: 'settings' } });
await until('one reconciles settings');
await until('two reconciles settings');

const late = cache.changes.subscribe(({ type, object }) => {
  if (object.metadata.name === 'settings') say(`who came late hears: ${type} settings`);
});
await until('who came late hears: applied settings');
say(`watches: ${watches}`);
late.unsubscribe();
await manager.close();
await ended;
