/**
 * A user's project that uses each package, as text: what `pnpm test:pack` installs the tarballs into. Enter at {@link appFiles}.
 */

/** Where the generated class and its interface stand. */
const websiteCrd = `
import type { Condition, Int32 } from 'kube-core/types';

/** A web site.
 *  @kube group=example.com version=v1 kind=Website
 *  @shortName ws */
export interface WebsiteSpec {
  /** @minLength 1 */
  host: string;
  /** @minimum 0
   *  @default 1 */
  replicas?: Int32;
}
export interface WebsiteStatus {
  observedGeneration?: Int32;
  conditions?: Condition[];
}
`;

const main = `
import assert from 'node:assert/strict';
import { Api, isNotFound } from 'kube-core';
import { ConfigMap, Pod } from 'kube-core/k8s';
import type { ObjectMeta } from 'kube-core/types';
import { ApiServer } from 'kube-testing';
import { generate } from 'kube-codegen';
import { Action, Controller, finalizer, Manager } from 'kube-runtime';
import { Website } from './website.gen.js';

assert.equal(typeof generate, 'function');
await using server = await ApiServer.start({ crds: 'crds' });
const client = server.client({ fieldManager: 'pack' });

const meta: ObjectMeta = { name: 'settings', namespace: 'default' };
const maps = Api.namespaced(client, ConfigMap, 'default');
await maps.create({ metadata: meta, data: { a: '1' } });
assert.equal((await maps.get('settings')).data?.['a'], '1');
await assert.rejects(Api.namespaced(client, Pod, 'default').get('none'), (error) => isNotFound(error));

const websites = Api.namespaced(client, Website, 'default');
const stop = new AbortController();
const controller = Controller.for(websites).reconcile(
  finalizer('example.com/website', {
    apply: async ({ object, signal }) => {
      await maps.apply({ metadata: { name: object.metadata.name }, data: { host: object.spec.host } }, { force: true, signal });
      stop.abort();
      return Action.awaitChange();
    },
    cleanup: async () => undefined,
  }),
);
await websites.create(new Website('shop', { host: 'example.com' }));
await new Manager(client).add(controller).run({ signal: stop.signal });
assert.equal((await maps.get('shop')).data?.['host'], 'example.com');
assert.ok((await websites.get('shop')) instanceof Website);
assert.equal((await websites.get('shop')).spec.replicas, 1);
console.log('the packed packages work together');
`;

/** Loads whatever the packages load late: a kubeconfig, certificates, HTTP, WebSockets. Everything that a bundle must hold. */
const service = `
import assert from 'node:assert/strict';
import { Api, Client, Config, isNotFound } from 'kube-core';
import { ConfigMap, Pod } from 'kube-core/k8s';
import { Action, Controller, Manager } from 'kube-runtime';
import { ApiServer } from 'kube-testing';
import { Website } from '../website.gen.js';

await using server = await ApiServer.start({ crds: 'crds' });
const listening = await server.listen();
await listening.writeKubeconfig('kubeconfig');
await using client = Client.from(await Config.fromKubeconfig({ file: 'kubeconfig' }), { fieldManager: 'bundle' });
await assert.rejects(Api.namespaced(client, Pod, 'default').exec('none', ['ls']), (error) => isNotFound(error));

const websites = Api.namespaced(client, Website, 'default');
const maps = Api.namespaced(client, ConfigMap, 'default');
await websites.create(new Website('shop', { host: 'example.com' }));
const stop = new AbortController();
const controller = Controller.for(websites).reconcile(async ({ object, signal }) => {
  await maps.apply({ metadata: { name: object.metadata.name }, data: { host: object.spec.host } }, { force: true, signal });
  stop.abort();
  return Action.awaitChange();
});
await new Manager(client).add(controller).run({ signal: stop.signal });
assert.equal((await maps.get('shop')).data?.['host'], 'example.com');
console.log('the bundle works');
`;

/** What users of these packages may switch on, all of it. */
const strict = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Disposable'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: false,
  rootDir: '.',
};

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The files of the project by their names. */
export const appFiles: Readonly<Record<string, string>> = {
  'website.crd.ts': websiteCrd.trimStart(),
  'main.ts': main.trimStart(),
  'service/main.ts': service.trimStart(),
  'tsconfig.json': json({
    compilerOptions: { ...strict, outDir: 'out' },
    include: ['main.ts', 'service/main.ts', 'website.gen.ts', 'website.crd.ts'],
  }),
  'tsconfig.generated.json': json({
    compilerOptions: { ...strict, noEmit: true, declaration: true, isolatedDeclarations: true, isolatedModules: true },
    include: ['website.gen.ts'],
  }),
};
