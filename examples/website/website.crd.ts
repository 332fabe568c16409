import type { Condition, Int32, Int64 } from 'kube-core/types';

/**
 * A web site.
 * @kube group=example.com version=v1 kind=Website
 * @shortName ws
 * @printColumn name=Host type=string jsonPath=.spec.host
 * @printColumn name=Ready type=string jsonPath=.status.conditions[?(@.type=="Ready")].status
 */
export interface WebsiteSpec {
  /**
   * The name that the site is reached by.
   * @minLength 1
   * @maxLength 253
   */
  host: string;
  /**
   * How many web servers.
   * @minimum 0
   * @maximum 100
   * @default 1
   */
  replicas?: Int32;
  /** Where the page comes from. */
  source: { kind: 'git'; url: string } | { kind: 'inline'; html: string };
}

/** How far the operator is. */
export interface WebsiteStatus {
  /** The generation that the rest of the status is about. */
  observedGeneration?: Int64;
  conditions?: Condition[];
}
