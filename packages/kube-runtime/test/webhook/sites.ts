/**
 * A kind in two versions, for the tests of webhooks: {@link installSites} serves it, each time in a group of its own.
 */
import { Api, type Client, type KubeObject, type ObjectMeta, type ResourceDefinition } from 'kube-core';
import { CustomResourceDefinition } from 'kube-core/k8s';
import { wait } from 'kube-core/ops';
import { established } from 'kube-runtime';

/** The hub: a host and a port, each by itself. */
export interface Site extends KubeObject {
  metadata: ObjectMeta & { name: string };
  spec: { host: string; port?: number; owner?: string };
  status?: { ready: boolean };
}

/** The spoke: both in one text. */
export interface OldSite extends KubeObject {
  metadata: ObjectMeta & { name: string };
  spec: { address: string };
  status?: { ready: boolean };
}

/** A kind that is served. */
export interface Sites extends AsyncDisposable {
  readonly Site: ResourceDefinition<Site, 'Namespaced'>;
  readonly OldSite: ResourceDefinition<OldSite, 'Namespaced'>;
  readonly crd: string;
}

const text = { type: 'string' } as const;
const schemaOf = (properties: object) => ({
  openAPIV3Schema: {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { ...properties } },
      status: { type: 'object', properties: { ready: { type: 'boolean' } } },
    },
  },
});

/** Serves `v1beta1`, which is stored, and `v1`. Disposing it deletes the kind. */
export async function installSites(client: Client): Promise<Sites> {
  const group = `s${Math.random().toString(36).slice(2, 8)}.example.com`;
  const kind = { group, kind: 'Site', plural: 'sites', scope: 'Namespaced' } as const;
  const crds = Api.all(client, CustomResourceDefinition);
  const crd = `sites.${group}`;
  await crds.create({
    metadata: { name: crd },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Site', plural: 'sites', singular: 'site', listKind: 'SiteList' },
      versions: [
        { name: 'v1', served: true, storage: false, schema: schemaOf({ host: text, port: { type: 'integer' }, owner: text }) },
        { name: 'v1beta1', served: true, storage: true, schema: schemaOf({ address: text }) },
      ],
    },
  });
  await wait(crds, crd, { for: established, timeoutMs: 30_000 });
  return {
    Site: { ...kind, version: 'v1' },
    OldSite: { ...kind, version: 'v1beta1' },
    crd,
    [Symbol.asyncDispose]: async () => void (await crds.delete(crd)),
  };
}
