/**
 * What a write keeps of its call: which object ({@link Target}) and who by ({@link Author}).
 */
import { timestamp, type Cluster } from '../cluster.js';
import type { Resource } from '../registry/resource.js';
import type { ApiCall } from './incoming.js';
import type { WriteOptions } from './options.js';

/** Who a write is noted for, and when it happens. */
export interface Author {
  readonly manager: string;
  readonly time: string;
}

/** The object that a write is about. */
export interface Target {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  /** Empty where a create leaves the name to the server. */
  readonly name: string;
  readonly subresource: string | undefined;
}

/** Who writes, now. */
export const authorOf = (cluster: Cluster, options: WriteOptions): Author => ({ manager: options.manager, time: timestamp(cluster.clock) });

/** The object of a call. */
export const targetOf = (call: ApiCall): Target => ({
  resource: call.resource,
  namespace: call.namespace,
  name: call.name ?? '',
  subresource: call.subresource,
});
