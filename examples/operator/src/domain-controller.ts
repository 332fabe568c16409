/**
 * Keeps a DNS record for each Domain, as long as there is the Site that it leads to; and takes it away before the Domain goes.
 */
import { Api, type Client, type Condition } from 'kube-core';
import { Controller, finalizer, conditionOf, permission, setCondition, type Cached, type Cache, type Recorder } from 'kube-runtime';
import { addressOf } from './children.js';
import type { Dns } from './dns.js';
import { Domain } from './domain.gen.js';
import { Site } from './site.gen.js';

/** What it writes: the rights for it are made of this. The finalizer is a patch of the Domain itself. */
export const domainWrites = [permission(Domain, ['patch']), permission(Domain, ['patch'], { subresource: 'status' })];

/** All domains, found by the site that they lead to, and by their host. */
export type Domains = Cache<Domain, 'bySite' | 'byHost'>;

/** What it works with. */
export interface DomainParts {
  readonly domains: Domains;
  readonly sites: Cache<Site>;
  readonly dns: Dns;
  readonly events: Recorder;
}

/** `namespace/name` */
export const keyOf = (name: string, namespace: string | undefined): string => `${namespace ?? ''}/${name}`;

/** @returns a controller to add to a manager. */
export function domainController(client: Client, { domains, sites, dns, events }: DomainParts): Controller<Domain> {
  const api = Api.all(client, Domain);
  return Controller.for(api)
    .watches(Api.all(client, Site), ({ metadata }) =>
      domains.by('bySite', keyOf(metadata.name, metadata.namespace)).map((domain) => ({ name: domain.metadata.name })),
    )
    .reconcile(
      finalizer('hosting.example.com/dns', {
        apply: async ({ object: domain, signal }) => {
          const { uid, namespace = '' } = domain.metadata;
          const site = sites.get({ name: domain.spec.site.name, namespace });
          if (site === undefined) await dns.remove(uid, signal);
          else await dns.set(uid, { host: domain.spec.host, target: addressOf(site) }, signal);

          const conditions = setCondition(domain.status?.conditions, readyOf(domain, site));
          await api.applyStatus(domain, { observedGeneration: domain.metadata.generation ?? 0, conditions }, { force: true, signal });

          const [before, now] = [conditionOf(domain.status?.conditions, 'Ready'), conditionOf(conditions, 'Ready')];
          if (now === undefined || now.reason === before?.reason) return;
          events.event(domain, { type: site === undefined ? 'Warning' : 'Normal', reason: now.reason, note: now.message });
        },
        cleanup: async ({ object: domain, signal }) => dns.remove(domain.metadata.uid, signal),
      }),
    );
}

function readyOf(domain: Cached<Domain>, site: Cached<Site> | undefined): Omit<Condition, 'lastTransitionTime'> {
  return {
    type: 'Ready',
    status: site === undefined ? 'False' : 'True',
    reason: site === undefined ? 'NoSite' : 'Leads',
    message: site === undefined ? `there is no site ${domain.spec.site.name}` : `it leads to ${addressOf(site)}`,
    observedGeneration: domain.metadata.generation ?? 0,
  };
}
