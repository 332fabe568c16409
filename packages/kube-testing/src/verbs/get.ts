/**
 * Reading one object: {@link get}.
 */
import type { Cluster } from '../cluster.js';
import { notFound } from '../refusal.js';
import type { ApiCall } from '../request/incoming.js';
import { versionNumber } from '../request/options.js';
import type { Answer } from './answer.js';
import { notInFuture } from './list.js';

/** One object. @throws Refusal 404 where there is none, 504 for a version of the future. */
export function get(cluster: Cluster, call: ApiCall): Answer {
  const { resource, namespace, name = '' } = call;
  notInFuture(cluster, versionNumber(call.query.get('resourceVersion') ?? '', 'get'));
  const item = cluster.store.collection(resource.id).get(namespace, name);
  if (item === undefined) throw notFound(resource, name);
  return { as: 'item', status: 200, resource, item };
}
