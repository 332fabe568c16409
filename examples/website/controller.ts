/**
 * The operator: it keeps a ConfigMap, a Deployment and a DNS record for each Website, and says in the status how far it is.
 */
import { Api, type Client, type Condition } from 'kube-core';
import { ConfigMap, Deployment } from 'kube-core/k8s';
import { Controller, finalizer, type Cached, type Runnable } from 'kube-runtime';
import { configMapOf, deploymentOf } from './resources.js';
import { Website } from './website.gen.js';

/** Something outside the cluster that must be cleaned up by hand: what finalizers are for. */
export interface Dns {
  set(host: string, site: string): void;
  remove(host: string): void;
}

/** What the operator needs beside a client. */
export interface WebsiteOptions {
  readonly dns: Dns;
  /** Which namespace to look after. @defaultValue all of them */
  readonly namespace?: string;
}

/** @returns a controller to add to a Manager, or to run by itself. */
export function websiteController(client: Client, { dns, namespace }: WebsiteOptions): Runnable {
  const websites = namespace === undefined ? Api.all(client, Website) : Api.namespaced(client, Website, namespace);
  const configMaps = namespace === undefined ? Api.all(client, ConfigMap) : Api.namespaced(client, ConfigMap, namespace);
  const deployments = namespace === undefined ? Api.all(client, Deployment) : Api.namespaced(client, Deployment, namespace);

  return Controller.for(websites)
    .owns(configMaps)
    .owns(deployments)
    .reconcile(
      finalizer('example.com/website', {
        apply: async ({ object: site, signal }) => {
          dns.set(site.spec.host, site.metadata.name);
          await configMaps.apply(configMapOf(site), { force: true, signal });
          await deployments.apply(deploymentOf(site), { force: true, signal });
          const observedGeneration = site.metadata.generation ?? 0;
          await websites.applyStatus(site, { observedGeneration, conditions: [readyCondition(site)] }, { force: true, signal });
        },
        cleanup: ({ object: site }) => {
          dns.remove(site.spec.host);
          return Promise.resolve();
        },
      }),
    );
}

/** The time moves only when the status does: an apply that changes nothing wakes nobody. */
function readyCondition(site: Cached<Website>): Condition {
  const before = site.status?.conditions?.find((condition) => condition.type === 'Ready');
  return {
    type: 'Ready',
    status: 'True',
    reason: 'Applied',
    message: 'page, web server and DNS record are as the spec wants them',
    observedGeneration: site.metadata.generation ?? 0,
    lastTransitionTime: before?.status === 'True' ? before.lastTransitionTime : new Date().toISOString().replace(/\.\d+/, ''),
  };
}
