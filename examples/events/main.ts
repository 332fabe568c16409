/**
 * Events, whole: a controller checks settings and tells what it finds, on an API server in the process.
 */
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Event } from 'kube-core/k8s/events-v1';
import { Action, Controller, Manager, recorder, type Cached } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
const client = server.client({ fieldManager: 'checker' });
const configMaps = Api.namespaced(client, ConfigMap, 'default');
await configMaps.create({ metadata: { name: 'settings', labels: { check: 'yes' } }, data: { colour: 'green' } });
await configMaps.create({ metadata: { name: 'broken', labels: { check: 'yes' } }, data: { colour: 'greenish' } });

const events = recorder(client, { controller: 'example.com/checker' });
let failures = 0;
const checker = Controller.for(configMaps, { labelSelector: 'check=yes' }).reconcile(({ object }) => Promise.resolve(check(object)));
const manager = new Manager(client).add(events, checker); // it writes what is left when the controller has ended
await manager.run();

for (const { type, reason, regarding, note, series } of (await Api.namespaced(client, Event, 'default').list()).items) {
  const times = series === undefined ? 'once' : `${series.count} times`;
  console.log(`${type ?? ''} ${reason ?? ''} on ${regarding?.kind ?? ''}/${regarding?.name ?? ''}: ${note ?? ''} (${times})`);
}

/** Tells what it finds; what is broken is looked at again, three times in all. */
function check(object: Cached<ConfigMap>): Action {
  const colour = object.data?.['colour'] ?? '';
  if (colour === 'green') {
    events.event(object, { reason: 'Checked', action: 'Check', note: 'the colour is known' });
    return Action.awaitChange();
  }
  events.event(object, { type: 'Warning', reason: 'UnknownColour', action: 'Check', note: `there is no colour ${colour}` });
  if (++failures < 3) return Action.requeue(10);
  void manager.close();
  return Action.awaitChange();
}
