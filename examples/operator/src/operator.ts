/**
 * All that the operator consists of, put into a manager: `main.ts` runs it, `scripts/manifests.ts` asks which rights it needs, tests play it.
 */
import { recorder, type Manager } from 'kube-runtime';
import { zoneIn } from './dns.js';
import { domainController, domainWrites, keyOf, type Domains } from './domain-controller.js';
import { Domain } from './domain.gen.js';
import { name } from './name.js';
import { siteController, siteWrites } from './site-controller.js';
import { Site } from './site.gen.js';
import { storageMigration } from './storage.js';

/** What the parts of it write. */
export const writes = [...siteWrites, ...domainWrites];

/** @returns what the webhooks work with. */
export function addOperator(manager: Manager): { readonly domains: Domains } {
  const { client } = manager;
  const events = recorder(client, { controller: name });
  const sites = manager.cache(Site);
  const domains = manager.cache(Domain, {
    indexes: {
      bySite: ({ metadata, spec }) => [keyOf(spec.site.name, metadata.namespace)],
      byHost: ({ spec }) => [spec.host],
    },
  });
  manager.add(
    events,
    siteController(client, events),
    domainController(client, { domains, sites, dns: zoneIn(client), events }),
    storageMigration(client, Site),
  );
  return { domains };
}
