/**
 * The kind Domain: a host name that leads to a Site of its namespace. `npm run generate` writes the rest.
 */
import type { Condition, DnsSubdomain, Int32, LocalObjectRef } from 'kube-core/types';

/** A host name that leads to a Site.
 *  @kube group=hosting.example.com version=v1 kind=Domain
 *  @category hosting
 *  @printColumn name=Host type=string jsonPath=.spec.host
 *  @printColumn name=Site type=string jsonPath=.spec.site.name
 *  @printColumn name=Ready type=string jsonPath=.status.conditions[?(@.type=="Ready")].status
 *  @printColumn name=Reason type=string jsonPath=.status.conditions[?(@.type=="Ready")].reason */
export interface DomainSpec {
  /** The name. It is nobody else's, and stays what it is.
   *  @immutable */
  host: DnsSubdomain;
  /** The site that it leads to, of the same namespace. */
  site: LocalObjectRef;
}

/** How far the operator is with it. */
export interface DomainStatus {
  observedGeneration?: Int32;
  conditions?: Condition[];
}
