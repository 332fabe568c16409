/**
 * The four kinds of patch, as requests: {@link patch}. What each does to an object is in the file of its name.
 */
import { isObject, parseJson, type JsonObject } from 'kube-core/json';
import { otherName } from '../admit/placed.js';
import type { Answer } from './answer.js';
import { serverSideApply } from '../merge/apply/apply.js';
import { requireStorable } from '../request/storable.js';
import { wellFormed } from '../request/well-formed.js';
import type { ApiCall } from '../request/incoming.js';
import type { Cluster } from '../cluster.js';
import { asObject, bodyText, decodeBody, mediaType } from '../request/decode.js';
import type { KubeJson } from '../object.js';
import { jsonPatch } from '../merge/patch/json-patch.js';
import { mergePatch } from '../merge/patch/merge-patch.js';
import { emptyOf, topologyFor, writingOf } from '../merge/managers/merging.js';
import { writeOptions, type WriteOptions } from '../request/options.js';
import { unprocessable } from '../merge/patch/draft.js';
import { badRequest, noMediaType, notFound, Refusal, unsupportedPatch } from '../refusal.js';
import { apiVersionOf } from 'kube-core';
import type { Resource } from '../registry/resource.js';
import { strategicMergePatch } from '../merge/patch/strategic-patch.js';
import { authorOf, targetOf } from '../request/write-target.js';
import { change, create } from './write.js';

type Patcher = (current: JsonObject, patch: unknown, resource: Resource) => unknown;

const strategicType = 'application/strategic-merge-patch+json';
const applyType = 'application/apply-patch+yaml';
const patchers = new Map<string, Patcher>([
  ['application/json-patch+json', (current, patch) => jsonPatch(current, patch)],
  ['application/merge-patch+json', (current, patch) => mergePatch(current, patch)],
  [strategicType, (current, patch, resource) => strategicMergePatch(current, patch, topologyFor(resource))],
]);

/** @throws Refusal 415 for a type that the kind does not take: custom resources take no strategic patches. */
export async function patch(cluster: Cluster, call: ApiCall): Promise<Answer> {
  const { resource } = call;
  const type = mediaType(call);
  if (type === applyType) return apply(cluster, call);
  if (!type.includes('/')) throw noMediaType();
  const patcher = patchers.get(type);
  if (patcher === undefined || (type === strategicType && resource.custom !== undefined)) throw unsupportedPatch(acceptedBy(resource));
  const options = writeOptions(call);
  const body = parseBody(call);
  return change(cluster, call, {
    next: (current) => objectFrom(patcher(current, body, resource), resource),
    options,
    whole: false,
  });
}

const acceptedBy = ({ custom }: Resource): readonly string[] =>
  [...patchers.keys(), applyType].filter((type) => custom === undefined || type !== strategicType);

function parseBody(call: ApiCall): unknown {
  try {
    const body = parseJson(wellFormed(bodyText(call)));
    requireStorable(body);
    return body;
  } catch (error) {
    if (error instanceof Refusal) throw error;
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
  const { namespace, name = '', resource } = call;
  if (cluster.store.collection(resource.id).get(namespace, name) === undefined) return applyNew(cluster, call, { config, options });
  const next = (live: KubeJson): KubeJson => merged(cluster, call, { config, options, live });
  return change(cluster, call, { next, options, whole: false, tracked: true });
}

function applyNew(cluster: Cluster, call: ApiCall, how: { readonly config: unknown; readonly options: WriteOptions }): Answer {
  const { resource, name = '' } = call;
  if (call.subresource !== undefined) throw notFound(resource, name);
  const object = merged(cluster, call, { ...how, live: undefined });
  const own = object.metadata.name ?? '';
  if (own !== name) throw otherName(own, name);
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
    apiVersion: apiVersionOf(resource),
    live,
    config,
    force: options.force,
    empty: emptyOf(resource),
  };
  const result = serverSideApply(named);
  if (result.outcome === 'conflict') throw result.refusal;
  return asObject(result.object, resource);
}
