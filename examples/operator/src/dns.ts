/**
 * The records of a DNS zone. They are no children of a Domain: the zone is one object for all, and others may write into it. That is what the
 * finalizer of a Domain is for.
 */
import { Api, type Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';

/** Host names, and what they lead to. */
export interface Dns {
  /** @param owner - Whose record it is: one has no other. */
  set(owner: string, record: { readonly host: string; readonly target: string }, signal: AbortSignal): Promise<void>;
  remove(owner: string, signal: AbortSignal): Promise<void>;
}

/** The zone in a ConfigMap beside the operator, as a DNS server could mount it. It is made with the first record. */
export const zoneName = 'hosting-zone';

/**
 * Each owner writes as a field manager of its own: the API server knows whose each record is, and takes it out when its owner applies
 * none.
 */
export function zoneIn(client: Client): Dns {
  const zones = Api.defaultNamespaced(client, ConfigMap);
  const apply = async (owner: string, records: Pick<ConfigMap, 'data'>, signal: AbortSignal): Promise<void> => {
    await zones.apply({ metadata: { name: zoneName }, ...records }, { fieldManager: `domain-${owner}`, signal });
  };
  return {
    set: (owner, { host, target }, signal) => apply(owner, { data: { [host]: target } }, signal),
    remove: (owner, signal) => apply(owner, {}, signal),
  };
}
