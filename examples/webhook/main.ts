/**
 * Webhooks, whole: on an API server in the same process, which calls none, they are rehearsed; with `--cluster` the API server of the current
 * kubeconfig calls them. That has to be one on this machine, since it calls 127.0.0.1.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, ApiError, Client, messageOf } from 'kube-core';
import { CustomResourceDefinition, MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from 'kube-core/k8s';
import { wait } from 'kube-core/ops';
import { consoleLogger, established, Manager } from 'kube-runtime';
import { ApiServer } from 'kube-testing';
import { Route, RouteV1beta1 } from './route.gen.js';
import { routeWebhooks } from './webhooks.js';

const onCluster = process.argv.includes('--cluster');
const warn = (text: string): void => console.log(`warning: ${text}`);
const fieldManager = 'routes';
await using server = onCluster ? undefined : await ApiServer.start();
await using client = server?.client({ fieldManager }) ?? (await Client.tryDefault({ fieldManager, onWarning: warn }));

const crds = Api.all(client, CustomResourceDefinition);
const crd = await Route.crd();
await crds.create(crd);
await wait(crds, crd.metadata.name, { for: established, timeoutMs: 30_000 });

const webhooks = routeWebhooks(client, { port: 0, host: '127.0.0.1', url: (port) => `https://127.0.0.1:${port}` });
const manager = new Manager(client, { log: consoleLogger({ level: 'warn' }) }).add(webhooks);
const running = manager.run();
await webhooks.started(AbortSignal.timeout(30_000));
await sleep(onCluster ? 1000 : 0); // an API server learns of webhooks from a watch
for (const { kind, webhooks: entries = [] } of webhooks.configurations()) console.log(`${kind}: ${entries.map(({ name }) => name).join()}`);

const routes = Api.namespaced(client, Route, 'default');
await tell('shop', () => create(new Route('shop', { listener: { host: 'shop.example.com' } })));
await tell('old', () => create(new Route('old', { listener: { host: 'old.example.com', port: 80 }, owner: 'Ada' })));
await tell('foreign', () => create(new Route('foreign', { listener: { host: 'shop.example.org' } })));
await tell('moved', () => move('shop', 'new.example.com'));

const stored = await routes.get('old');
const old = onCluster ? await Api.namespaced(client, RouteV1beta1, 'default').get('old') : await webhooks.converted(stored, RouteV1beta1);
console.log(`old in v1beta1: ${JSON.stringify(old.spec)}, and back: ${JSON.stringify((await webhooks.converted(old, Route)).spec)}`);

for (const kind of onCluster ? [MutatingWebhookConfiguration, ValidatingWebhookConfiguration] : [])
  await Api.all<object>(client, kind).delete('routes');
await crds.delete(crd.metadata.name);
await manager.close();
await running;

/** An API server calls webhooks by itself. The one in this process does not: there the write is rehearsed first. */
async function create(route: Route): Promise<Route> {
  return onCluster ? routes.create(route) : routes.create(await admitted(route));
}

async function move(name: string, host: string): Promise<Route> {
  return routes.modify(name, async (route) => {
    const before = structuredClone(route);
    route.spec.listener.host = host;
    if (!onCluster) await admitted(route, before);
  });
}

async function admitted(object: Route, oldObject?: Route): Promise<Route> {
  const rehearsal = { object, userInfo: { username: 'ada' }, ...(oldObject !== undefined && { oldObject }) };
  const { object: made, status, warnings } = await webhooks.rehearse(Route, rehearsal);
  for (const text of warnings) warn(text);
  if (made === undefined || status !== undefined) throw new ApiError(status ?? {});
  return made;
}

async function tell(name: string, work: () => Promise<Route>): Promise<void> {
  const said = await work().then(({ spec }) => JSON.stringify(spec), messageOf);
  console.log(`${name}: ${said}`);
}
