/**
 * Following a collection: {@link watch}.
 */
import type { Cluster } from '../cluster.js';
import type { ApiCall } from '../request/incoming.js';
import { listOptions, versionNumber } from '../request/options.js';
import type { Answer } from './answer.js';
import { notInFuture } from './list.js';
import { selection } from './selection.js';
import { openWatch } from './watch-frames.js';

/** How long a watch lives that does not say, in seconds: kube-apiserver's least. */
const defaultLifetimeSeconds = 1800;

/** Zero is none, and none leaves it to the server. */
const lifetimeSeconds = (asked = 0): number => (asked === 0 ? defaultLifetimeSeconds * (1 + Math.random()) : asked);

/** A stream of changes. @throws Refusal 4xx for options that do not go together; a version that is forgotten is said in the stream. */
export function watch(cluster: Cluster, call: ApiCall): Answer {
  const options = listOptions(call);
  const version = versionNumber(options.version, 'watch') ?? 0;
  notInFuture(cluster, version);
  const { store, clock, ending } = cluster;
  const frames = openWatch({
    collection: store.collection(call.resource.id),
    version: () => store.version,
    after: options.sendInitialEvents || version === 0 ? undefined : version,
    matches: selection(call, options),
    bookmarks: options.bookmarks,
    endOfInitialEvents: options.sendInitialEvents && options.bookmarks,
    lifetimeMs: lifetimeSeconds(options.timeoutSeconds) * 1000,
    clock,
    signal: call.request.signal,
    ending,
  });
  return { as: 'watch', resource: call.resource, frames };
}
