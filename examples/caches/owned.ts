/**
 * A controller that tells where the pods of a config map run. It reads them from a cache of the manager, which keeps two of their fields, and asks
 * the server nothing for it.
 */
import { Api, Client, messageOf, ownerReference } from 'kube-core';
import { ConfigMap, Node, Pod } from 'kube-core/k8s';
import { Controller, Manager } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
let reads = 0;
const client = Client.of(
  (request) => {
    if (request.method === 'GET' && request.streaming !== true) reads++;
    return server.service(request);
  },
  { fieldManager: 'example' },
);
const [sites, pods] = [Api.namespaced(client, ConfigMap, 'default'), Api.namespaced(client, Pod, 'default')];
const site = await sites.create({ metadata: { name: 'home', labels: { app: 'site' } } });

const manager = new Manager(client);
const known = manager.cache(pods, { keep: { spec: { nodeName: true }, status: { phase: true } } });

let seen: (text: string) => void = () => undefined;
const controller = Controller.for(sites, { labelSelector: 'app=site' })
  .owns(known)
  .reconcile(({ object, owned }) => {
    const before = reads;
    const places = owned
      .of(known)
      .map(({ metadata, spec, status }) => `${metadata.name} ${status?.phase} on ${spec?.nodeName}`)
      .toSorted();
    const text = places.length === 0 ? 'no pods yet' : places.join(', ');
    console.log(`${object.metadata.name}: ${text}`);
    console.log(`requests for it: ${reads - before}`);
    seen(text);
    return Promise.resolve();
  });

/** Resolves when a reconcile has seen it. */
const until = (wanted: RegExp): Promise<void> => new Promise((resolve) => (seen = (text) => wanted.test(text) && resolve()));

const first = until(/no pods/);
const ended = manager.add(controller).run();
await first;

const both = until(/home-1/);
for (const [at, nodeName] of ['node-1', 'node-2'].entries()) {
  await Api.all(client, Node).create({ metadata: { name: nodeName } });
  const metadata = { name: `home-${at}`, ownerReferences: [ownerReference(ConfigMap, site)] };
  await pods.create({ metadata, spec: { nodeName, containers: [{ name: 'main', image: 'nginx' }] } });
}
await both;

const running = until(/Running/);
await pods.patchStatus('home-0', { merge: { status: { phase: 'Running' } } });
await running;

// What is kept is not enough to be written: the containers would be gone.
const pod = known.get({ name: 'home-0', namespace: 'default' });
// @ts-expect-error -- the compiler says so already
await pods.replace(pod).catch((error: unknown) => console.log(`refused: ${messageOf(error)}`));

await manager.close();
await ended;
