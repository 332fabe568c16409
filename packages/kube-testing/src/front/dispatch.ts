/**
 * From a request that may be answered to its answer: {@link dispatch}. Here a verb meets its handler, and nowhere else.
 */
import type { Service } from 'kube-core/service';
import { discover } from '../answer/discovery.js';
import { openApi } from '../answer/openapi.js';
import { negotiate, represent } from '../answer/representation.js';
import type { Cluster } from '../cluster.js';
import { methodNotAllowed } from '../refusal.js';
import { header, type ApiCall, type Incoming } from '../request/incoming.js';
import type { PathRoute, ResourceRoute } from '../request/route.js';
import type { Answer } from '../verbs/answer.js';
import { get } from '../verbs/get.js';
import { list } from '../verbs/list.js';
import { patch } from '../verbs/patch.js';
import { remove, removeCollection } from '../verbs/remove.js';
import { watch } from '../verbs/watch.js';
import { createFrom, updateFrom } from '../verbs/write.js';

/** The innermost service of the server. It rejects with a Refusal where the server refuses. */
export const dispatch =
  (cluster: Cluster): Service<Incoming> =>
  async (incoming) => {
    const { route } = incoming;
    if (route.to === 'nowhere') throw route.refusal;
    const wanted = negotiate(header(incoming, 'accept'), route.query); // first: who cannot be answered must change nothing
    const answer = route.to === 'path' ? atPath(cluster, incoming, route) : await atResource(cluster, callOf(route, incoming));
    return represent(answer, wanted, cluster.clock.now());
  };

/** The route with its request; field by field, since a copy by `...` takes five times as long. */
function callOf({ to, verb, resource, namespace, name, subresource, query }: ResourceRoute, request: Incoming): ApiCall {
  return { to, verb, resource, namespace, name, subresource, query, request };
}

const health: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz']);
const ok: Answer = { as: 'text', status: 200, text: 'ok' };
const notFoundPage: Answer = { as: 'text', status: 404, text: '404 page not found\n' };

function atPath({ registry }: Cluster, incoming: Incoming, { path }: PathRoute): Answer {
  if (health.has(path)) return ok;
  return discover(registry, incoming, path) ?? openApi(registry, path) ?? notFoundPage;
}

function atResource(cluster: Cluster, call: ApiCall): Answer | Promise<Answer> {
  if (!call.resource.verbs.includes(call.verb) && call.subresource === undefined) throw methodNotAllowed();
  switch (call.verb) {
    case 'get':
      return get(cluster, call);
    case 'list':
      return list(cluster, call);
    case 'watch':
      return watch(cluster, call);
    case 'create':
      return createFrom(cluster, call);
    case 'update':
      return updateFrom(cluster, call);
    case 'patch':
      return patch(cluster, call);
    case 'delete':
      return remove(cluster, call);
    case 'deletecollection':
      return removeCollection(cluster, call);
    default:
      return call.verb satisfies never;
  }
}
