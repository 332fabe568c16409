/**
 * A controller that uses a kind of somebody else: it opens a tunnel for each service that asks for one, by a class that was imported from the
 * definition in `product/`. Both run on an API server in the process.
 */
import { Api, isInvalid } from 'kube-core';
import { Service } from 'kube-core/k8s';
import { Action, Controller, Manager } from 'kube-runtime';
import { ApiServer } from 'kube-testing';
import { Tunnel } from './tunnel.gen.js';

const wish = 'example.com/tunnel';

await using server = await ApiServer.start({ crds: 'examples/third-party/product' });
const client = server.client({ fieldManager: 'tunnels' });
const services = Api.namespaced(client, Service, 'default');
const tunnels = Api.namespaced(client, Tunnel, 'default');

await services.create({ metadata: { name: 'web', annotations: { [wish]: 'web.example.com' } }, spec: { ports: [{ port: 80 }] } });
await services.create({ metadata: { name: 'quiet' }, spec: { ports: [{ port: 80 }] } });

const controller = Controller.for(services).reconcile(async ({ object, signal }) => {
  const host = object.metadata.annotations?.[wish];
  if (host === undefined) return Action.awaitChange();
  const [port] = object.spec?.ports ?? [];
  await tunnels.apply(
    { metadata: { name: object.metadata.name }, spec: { host, backends: [{ service: object.metadata.name, port: port?.port ?? 80 }] } },
    { force: true, signal },
  );
  void manager.close();
  return Action.awaitChange();
});
const manager = new Manager(client).add(controller);
await manager.run();

for (const { metadata, spec } of (await tunnels.list()).items)
  console.log(
    `${metadata.name}: ${spec.host} over ${spec.protocol ?? 'nothing'}, ${spec.backends.map(({ service, weight }) => `${service} × ${weight ?? 0}`).join()}`,
  );

const two = new Tunnel('two', {
  host: 'two.example.com',
  protocol: 'tcp',
  backends: [
    { service: 'a', port: 1 },
    { service: 'b', port: 'http' },
  ],
});
await tunnels.create(two).catch((error: unknown) => {
  if (!isInvalid(error)) throw error;
  console.log(`refused: ${error.message}`);
});
