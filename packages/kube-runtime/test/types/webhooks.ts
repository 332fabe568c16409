/** Webhooks as a user declares them: checked by the compiler, never run. */
import type { Client, KubeObject, ResourceDefinition } from 'kube-core';
import { ConfigMap, Pod } from 'kube-core/k8s';
import { validator } from 'kube-core/schema';
import { DeniedError, WebhookServer } from 'kube-runtime/webhook';

interface Site extends KubeObject {
  spec: { host: string };
}
interface OldSite extends KubeObject {
  spec: { address: string };
}
declare const Site: ResourceDefinition<Site>;
declare const OldSite: ResourceDefinition<OldSite>;

export function usersWebhooks(client: Client): WebhookServer {
  return new WebhookServer(client, { name: 'sites', service: { name: 'sites' } })
    .mutate(ConfigMap, ({ object }) => ({ ...object, data: { colour: 'blue' } }))
    .mutate(Pod, async ({ object, signal }) => {
      signal.throwIfAborted();
      object.spec?.containers.push({ name: 'proxy' });
      // @ts-expect-error a pod has no data
      object.data = {};
    })
    .validate(Site, ({ operation, object, oldObject }) => {
      // without more said there is always an object, and an old one in an UPDATE
      if (operation === 'UPDATE' && oldObject.spec.host !== object.spec.host) throw new DeniedError('moved', { code: 409 });
      // @ts-expect-error a webhook sees a DELETE only where it asks for it
      if (operation === 'DELETE') return undefined;
      return validator({ type: 'object' }).validate(object);
    })
    .validate(
      Site,
      ({ oldObject, object, operation }) => {
        const gone: undefined = object;
        const kind: 'DELETE' = operation;
        if (oldObject.metadata.uid === '') throw new DeniedError(`${kind} of ${String(gone)}`);
      },
      { operations: ['DELETE'], name: 'delete.sites.example.com', path: '/delete' },
    )
    .convert(Site, OldSite, {
      toHub: ({ spec }) => ({ spec: { host: spec.address } }),
      fromHub: async ({ spec, metadata }) => ({ metadata: { labels: metadata?.labels }, spec: { address: spec.host } }),
    })
    .convert(Site, OldSite, {
      // @ts-expect-error the hub has a host
      toHub: ({ spec }) => ({ spec }),
      fromHub: ({ spec }) => ({ spec: { address: spec.host } }),
    });
}
