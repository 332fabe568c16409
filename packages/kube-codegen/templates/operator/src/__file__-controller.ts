/**
 * Keeps a ConfigMap for each __Kind__, and says in the status that it is there.
 */
import { Api, type Apply, type Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { childSet, Controller, permission, setCondition, type Cached, type Recorder } from 'kube-runtime';
import { __Kind__ } from './__file__.gen.js';

/** What it writes: the rights for it are made of this. */
export const writes = [ConfigMap, permission(__Kind__, ['patch'], { subresource: 'status' })];

/** @param events - Tells people what was made. */
export function controllerOf(client: Client, events: Recorder): Controller<__Kind__> {
  const [api, configMaps] = [Api.all(client, __Kind__), Api.all(client, ConfigMap)];
  const children = childSet(__Kind__, { configMaps });

  return Controller.for(api)
    .owns(configMaps)
    .reconcile(async ({ object, signal }) => {
      const { created } = await children.apply(object, { configMaps: [configMapOf(object)] }, { signal });
      for (const child of created)
        events.event(object, {
          reason: 'Created',
          action: 'Create',
          note: `made ConfigMap ${child.object.metadata.name}`,
          related: child.object,
        });

      const observedGeneration = object.metadata.generation ?? 0;
      const ready = {
        type: 'Ready',
        status: 'True',
        reason: 'Applied',
        message: 'the ConfigMap is as the spec wants it',
        observedGeneration,
      } as const;
      const conditions = setCondition(object.status?.conditions, ready);
      await api.applyStatus(object, { observedGeneration, conditions }, { force: true, signal });
    });
}

/** What it becomes: a pure function of its spec. */
export const configMapOf = ({ metadata: { name }, spec: { text, times = 1 } }: Cached<__Kind__>): Apply<ConfigMap> => ({
  metadata: { name },
  data: { text: Array.from({ length: times }, () => text).join('\n') },
});
