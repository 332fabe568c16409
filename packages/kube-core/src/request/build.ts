/**
 * The verbs of the API as requests. Nothing here sends anything: each function turns a kind, a place and options into plain data.
 */
import { KubeError } from '../errors.js';
import type { ResourceDefinition } from '../resource/definition.js';
import { isMetadataOnly } from '../resource/metadata.js';
import { toJson } from '../util/json/json-text.js';
import type { KubeRequest, RequestHeaders } from './http.js';
import {
  collectionQuery,
  deleteBody,
  deleteQuery,
  getQuery,
  listQuery,
  patchQuery,
  watchQuery,
  writeQuery,
  type ApplyOptions,
  type CallOptions,
  type DeleteOptions,
  type GetOptions,
  type ListOptions,
  type Query,
  type SelectorOptions,
  type WatchOptions,
  type WriteOptions,
} from './params.js';
import { patchTypes, type EncodedPatch } from './patch.js';
import { pathOf, type Place } from './path.js';

/** What is to be asked of: a kind, and a place under it. */
export interface Target extends Place {
  readonly definition: ResourceDefinition;
}

const json = 'application/json';

/** The media type of a metadata-only answer, with JSON as the fallback for servers that cannot do it. */
const partial = (kind: string): string => `${json};as=${kind};g=meta.k8s.io;v=v1,${json}`;

function accept(target: Target, partialKind: string): RequestHeaders {
  return { accept: isMetadataOnly(target.definition) ? partial(partialKind) : json };
}

const signalOf = (options: CallOptions): Pick<KubeRequest, 'signal'> => (options.signal === undefined ? {} : { signal: options.signal });

/** GET one object. */
export function getRequest(target: Target, options: GetOptions = {}): KubeRequest {
  const path = pathOf(target.definition, target, getQuery(options));
  return { method: 'GET', path, headers: accept(target, 'PartialObjectMetadata'), ...signalOf(options) };
}

/** GET a page of objects, or all of them. */
export function listRequest(target: Target, options: ListOptions = {}): KubeRequest {
  const path = pathOf(target.definition, target, listQuery(options));
  return { method: 'GET', path, headers: accept(target, 'PartialObjectMetadataList'), ...signalOf(options) };
}

/** GET a stream of events. */
export function watchRequest(target: Target, options: WatchOptions = {}): KubeRequest {
  const path = pathOf(target.definition, target, watchQuery(options));
  return { method: 'GET', path, headers: accept(target, 'PartialObjectMetadata'), streaming: true, ...signalOf(options) };
}

/** POST a new object. */
export function createRequest(target: Target, object: unknown, options: WriteOptions = {}): KubeRequest {
  return writing('POST', { ...target, query: writeQuery(options) }, { contentType: json, body: object }, options);
}

/** PUT an object in place of the stored one. */
export function replaceRequest(target: Target, object: unknown, options: WriteOptions = {}): KubeRequest {
  return writing('PUT', { ...target, query: writeQuery(options) }, { contentType: json, body: object }, options);
}

/** PATCH an object. @throws KubeError `params` when a patch that is no apply is to be forced: the server refuses it. */
export function patchRequest(target: Target, patch: EncodedPatch, options: ApplyOptions = {}): KubeRequest {
  if (options.force === true && patch.contentType !== patchTypes.apply)
    throw new KubeError('params', 'force belongs to an apply: only that can be in conflict with another manager');
  return writing('PATCH', { ...target, query: patchQuery(options) }, patch, options);
}

/** DELETE one object, or every one that is selected where the target has no name. */
export function deleteRequest(target: Target, options: DeleteOptions & SelectorOptions = {}): KubeRequest {
  const path = pathOf(target.definition, target, target.name === undefined ? collectionQuery(options) : deleteQuery(options));
  const headers = { ...accept(target, 'PartialObjectMetadata'), 'content-type': json };
  return { method: 'DELETE', path, headers, body: toJson(deleteBody(options)), ...signalOf(options) };
}

// eslint-disable-next-line max-params -- the one place that all writes share
function writing(method: string, target: Target & { readonly query: Query }, content: EncodedPatch, options: CallOptions): KubeRequest {
  const path = pathOf(target.definition, target, target.query);
  const headers = { ...accept(target, 'PartialObjectMetadata'), 'content-type': content.contentType };
  return { method, path, headers, body: toJson(content.body), ...signalOf(options) };
}
