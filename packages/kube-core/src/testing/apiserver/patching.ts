/**
 * The four kinds of patch, as requests: {@link patch}. What each does to an object is in the file of its name.
 */
import type { Answer } from './answer.js';
import { serverSideApply } from './apply.js';
import type { ApiCall } from './call.js';
import type { Cluster } from './cluster.js';
import { asObject, bodyText, decodeBody, mediaType } from './decode.js';
import { isObject, type JsonObject, type KubeJson } from './json.js';
import { jsonPatch } from './json-patch.js';
import { keepTimes } from './managed-fields.js';
import { mergePatch } from './merge-patch.js';
import { emptyOf, topologyFor, writingOf } from './merging.js';
import { writeOptions, type WriteOptions } from './options.js';
import { unprocessable } from './patch.js';
import { badRequest, notFound, unsupportedPatch } from './refusal.js';
import { apiVersion, type Resource } from './registry.js';
import { strategicMergePatch } from './strategic-patch.js';
import { authorOf, targetOf } from './target.js';
import { change, create } from './write.js';

type Patcher = (current: JsonObject, patch: unknown, resource: Resource) => unknown;

const patchers: Readonly<Record<string, Patcher>> = {
  'application/json-patch+json': (current, patch) => jsonPatch(current, patch),
  'application/merge-patch+json': (current, patch) => mergePatch(current, patch),
  'application/strategic-merge-patch+json': (current, patch, resource) => strategicMergePatch(current, patch, topologyFor(resource)),
};
const strategicType = 'application/strategic-merge-patch+json';
const applyType = 'application/apply-patch+yaml';

/** @throws Refusal 415 for a type that the kind does not take: custom resources take no strategic patches. */
export async function patch(cluster: Cluster, call: ApiCall): Promise<Answer> {
  const { resource } = call;
  const type = mediaType(call);
  if (type === applyType) return apply(cluster, call);
  const patcher = patchers[type];
  if (patcher === undefined || (type === strategicType && resource.custom !== undefined)) throw unsupportedPatch(acceptedBy(resource));
  const options = writeOptions(call);
  const body = parseBody(call);
  return change(cluster, targetOf(call), {
    next: (current) => objectFrom(patcher(current, body, resource), resource),
    options,
    whole: false,
  });
}

const acceptedBy = ({ custom }: Resource): readonly string[] =>
  [...Object.keys(patchers), applyType].filter((type) => custom === undefined || type !== strategicType);

function parseBody(call: ApiCall): unknown {
  try {
    return JSON.parse(bodyText(call));
  } catch (error) {
    throw badRequest(`error decoding patch: ${error instanceof SyntaxError ? error.message : 'it is no JSON'}`);
  }
}

function objectFrom(value: unknown, resource: Resource): KubeJson {
  if (!isObject(value)) throw unprocessable();
  return asObject(value, resource);
}

async function apply(cluster: Cluster, call: ApiCall): Promise<Answer> {
  const options = writeOptions(call, true);
  const config = await decodeBody(call, [applyType]);
  const target = targetOf(call);
  if (cluster.store.collection(call.resource.id).get(target.namespace, target.name) === undefined)
    return applyNew(cluster, call, { config, options });
  const merge = (current: KubeJson): KubeJson => merged(cluster, call, { config, options, live: current });
  return change(cluster, target, {
    next: merge,
    options,
    whole: false,
    track: (before, after) => asObject(keepTimes(before, after), call.resource),
  });
}

function applyNew(cluster: Cluster, call: ApiCall, how: { readonly config: unknown; readonly options: WriteOptions }): Answer {
  const { resource, name = '' } = call;
  if (call.subresource !== undefined) throw notFound(resource, name);
  const object = merged(cluster, call, { ...how, live: undefined });
  const own = object.metadata.name ?? '';
  if (own !== name) throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
  return create(cluster, call, { object, options: how.options, tracked: true });
}

interface Applying {
  readonly config: unknown;
  readonly options: WriteOptions;
  readonly live: KubeJson | undefined;
}

function merged(cluster: Cluster, call: ApiCall, { config, options, live }: Applying): KubeJson {
  const { resource } = call;
  const writing = writingOf(targetOf(call), authorOf(cluster, options));
  const named = {
    ...writing,
    kind: resource.kind,
    apiVersion: apiVersion(resource),
    live,
    config,
    force: options.force,
    empty: emptyOf(resource),
  };
  const result = serverSideApply(named);
  if (result.outcome === 'conflict') throw result.refusal;
  return asObject(result.object, resource);
}
