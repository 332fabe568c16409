/**
 * From a request to its answer: {@link serve}. Here a verb meets its handler, and nowhere else.
 */
import type { KubeRequest, KubeResponse } from '../../request/http.js';
import type { Answer } from './answer.js';
import { header, readCall, routeOf, type ApiCall } from './call.js';
import type { Cluster } from './cluster.js';
import { decodeObject } from './decode.js';
import { discover } from './discovery.js';
import { openApi } from './openapi.js';
import { writeOptions } from './options.js';
import { patch } from './patching.js';
import { get, list, watch } from './read.js';
import { methodNotAllowed, Refusal } from './refusal.js';
import { remove, removeCollection } from './remove.js';
import { negotiate, represent, representStatus } from './representation.js';
import { targetOf } from './target.js';
import { change, create } from './write.js';

/** Answers one request. */
export async function serve(cluster: Cluster, request: KubeRequest): Promise<KubeResponse> {
  try {
    const answer = await answerTo(cluster, request);
    return await represent(answer, negotiate(header(request, 'accept'), routeOf(request).query));
  } catch (error) {
    if (error instanceof Refusal) return representStatus(error.status);
    throw error;
  }
}

async function answerTo(cluster: Cluster, request: KubeRequest): Promise<Answer> {
  const route = routeOf(request);
  const said = health.has(route.path) ? ok : (discover(cluster.registry, request, route) ?? openApi(cluster.registry, route.path));
  if (said !== undefined) return said;
  const call = readCall(request, cluster.registry);
  if (call === undefined) return notFoundPage;
  if (!call.resource.verbs.includes(call.verb) && call.subresource === undefined) throw methodNotAllowed();
  return handle(cluster, call);
}

const health: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz']);
const ok: Answer = { as: 'text', status: 200, text: 'ok' };
const notFoundPage: Answer = { as: 'text', status: 404, text: '404 page not found\n' };

function handle(cluster: Cluster, call: ApiCall): Answer | Promise<Answer> {
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
      return call.subresource === undefined ? remove(cluster, call) : refuseMethod();
    case 'deletecollection':
      return removeCollection(cluster, call);
    default:
      return call.verb satisfies never;
  }
}

function refuseMethod(): never {
  throw methodNotAllowed();
}

async function createFrom(cluster: Cluster, call: ApiCall): Promise<Answer> {
  const options = writeOptions(call);
  return create(cluster, call, { object: await decodeObject(call), options });
}

async function updateFrom(cluster: Cluster, call: ApiCall): Promise<Answer> {
  const options = writeOptions(call);
  const object = await decodeObject(call);
  return change(cluster, targetOf(call), { next: () => object, options, whole: true });
}
