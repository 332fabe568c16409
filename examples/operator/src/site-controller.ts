/**
 * Keeps a page, web servers and a Service for each Site, and says in the status how many of the servers answer.
 */
import { Api, type Client, type Condition } from 'kube-core';
import { ConfigMap, Deployment, Service } from 'kube-core/k8s';
import { childSet, conditionOf, Controller, permission, setCondition, type Cached, type Recorder } from 'kube-runtime';
import { pageOf, serversOf, serviceOf } from './children.js';
import { Site } from './site.gen.js';

/** What it writes: the rights for it are made of this. */
export const siteWrites = [ConfigMap, Deployment, Service, permission(Site, ['patch'], { subresource: 'status' })];

/** @param events - Tells people what was made. */
export function siteController(client: Client, events: Recorder): Controller<Site> {
  const sites = Api.all(client, Site);
  const [configMaps, deployments, services] = [Api.all(client, ConfigMap), Api.all(client, Deployment), Api.all(client, Service)];
  const children = childSet(Site, { configMaps, deployments, services });

  return Controller.for(sites)
    .owns(configMaps)
    .owns(deployments)
    .owns(services)
    .reconcile(async ({ object: site, signal }) => {
      const wanted = { configMaps: [pageOf(site)], deployments: [serversOf(site)], services: [serviceOf(site)] };
      const { created, updated, unchanged } = await children.apply(site, wanted, { signal });
      for (const { object } of created)
        events.event(site, {
          reason: 'Created',
          action: 'Create',
          note: `made ${object.kind} ${object.metadata.name}`,
          related: object,
        });

      const readyReplicas = [...created, ...updated, ...unchanged].reduce(
        (sum, child) => sum + (child.of === 'deployments' ? (child.object.status?.readyReplicas ?? 0) : 0),
        0,
      );
      const conditions = setCondition(site.status?.conditions, readyOf(site, readyReplicas));
      await sites.applyStatus(
        site,
        { observedGeneration: site.metadata.generation ?? 0, readyReplicas, conditions },
        { force: true, signal },
      );

      const [before, now] = [conditionOf(site.status?.conditions, 'Ready')?.status, conditionOf(conditions, 'Ready')?.status];
      if (now === 'True' && before !== 'True') events.event(site, { reason: 'Ready', note: 'the site is served' });
    });
}

function readyOf(site: Cached<Site>, ready: number): Omit<Condition, 'lastTransitionTime'> {
  const wanted = site.spec.replicas ?? 1;
  return {
    type: 'Ready',
    status: ready >= wanted ? 'True' : 'False',
    reason: ready >= wanted ? 'Served' : 'Progressing',
    message: `${ready} of ${wanted} web servers answer`,
    observedGeneration: site.metadata.generation ?? 0,
  };
}
