/**
 * The body of a write as an object of its kind: {@link decodeObject}. JSON, or YAML where the content type says so.
 */
import type { ApiCall } from './call.js';
import { header } from './call.js';
import { isObject, textAt, type JsonObject, type KubeJson } from './json.js';
import { badRequest, unsupportedBody } from './refusal.js';
import { apiVersion, type Resource } from './registry.js';

const decoder = new TextDecoder();

/** The content type without its parameters. */
export const mediaType = (call: ApiCall): string => header(call.request, 'content-type').split(';')[0]?.trim() ?? '';

/** The body as text. */
export function bodyText(call: ApiCall): string {
  const { body = '' } = call.request;
  return typeof body === 'string' ? body : decoder.decode(body);
}

/**
 * The body as JSON.
 *
 * @throws Refusal 415 for a content type that is neither JSON nor YAML; 400 for a text that cannot be read.
 */
export async function decodeBody(
  call: ApiCall,
  accepted: readonly string[] = ['', 'application/json', 'application/yaml'],
): Promise<unknown> {
  const type = mediaType(call);
  if (!accepted.includes(type)) throw unsupportedBody();
  const text = bodyText(call);
  if (!type.endsWith('yaml')) return parseJson(text, call.resource);
  if (text.trimStart().startsWith('{')) return parseJson(text, call.resource);
  const { parse } = await import('yaml');
  try {
    const value: unknown = parse(text);
    return value;
  } catch (cause) {
    throw badRequest(`error decoding YAML: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function parseJson(text: string, resource: Resource): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const excerpt = text.slice(0, 200);
    const kind = resource.custom === undefined ? resource.kind : 'Unstructured';
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: it is no JSON (${excerpt})`,
    );
  }
}

/**
 * The body as an object of the kind that the call is for; apiVersion and kind may be left out for built-in kinds.
 *
 * @throws Refusal 400 for another kind, another version or metadata of the wrong types.
 */
export async function decodeObject(call: ApiCall): Promise<KubeJson> {
  const body = await decodeBody(call);
  if (!isObject(body)) throw badRequest(`the object provided is unrecognized (must be of type ${call.resource.kind}): it is no object`);
  return asObject(body, call.resource);
}

/** A JSON object as one of a kind. @throws Refusal 400 as {@link decodeObject}. */
export function asObject(body: JsonObject, resource: Resource): KubeJson {
  checkKind(body, resource);
  const { metadata = {} } = body;
  if (!isMeta(metadata)) throw wrongType(resource, metadata);
  return { ...body, apiVersion: apiVersion(resource), kind: resource.kind, metadata };
}

function checkKind(body: JsonObject, resource: Resource): void {
  const kind = textAt(body, 'kind');
  const version = textAt(body, 'apiVersion');
  if (resource.custom !== undefined) {
    checkCustomKind(kind, version, resource);
    return;
  }
  if (kind !== '' && kind !== resource.kind) {
    throw badRequest(`${kind} in version ${JSON.stringify(version || resource.version)} cannot be handled as a ${resource.kind}`);
  }
  if (version !== '' && version !== apiVersion(resource)) {
    throw badRequest(`the API version in the data (${version}) does not match the expected API version (${apiVersion(resource)})`);
  }
}

function checkCustomKind(kind: string, version: string, resource: Resource): void {
  if (kind === '') throw badRequest("Object 'Kind' is missing in the body");
  if (version === '') throw badRequest("Object 'apiVersion' is missing in the body");
  const expected = apiVersion(resource);
  if (version !== expected) {
    throw badRequest(`the API version in the data (${version}) does not match the expected API version (${expected})`);
  }
  if (kind !== resource.kind) {
    throw badRequest(`${kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}`);
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isMap = (value: unknown): boolean => isObject(value) && Object.values(value).every(isText);
const isList = (value: unknown): boolean => Array.isArray(value);

/** The types of the fields of metadata; `null` counts as absent. */
const metaTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: isText,
  generateName: isText,
  namespace: isText,
  uid: isText,
  resourceVersion: isText,
  generation: (value) => typeof value === 'number',
  creationTimestamp: isText,
  deletionTimestamp: isText,
  deletionGracePeriodSeconds: (value) => typeof value === 'number',
  labels: isMap,
  annotations: isMap,
  ownerReferences: (value) => Array.isArray(value) && value.every(isObject),
  finalizers: (value) => Array.isArray(value) && value.every(isText),
  managedFields: isList,
};

function isMeta(value: unknown): value is KubeJson['metadata'] {
  return isObject(value) && Object.entries(value).every(([field, inner]) => inner === null || metaTypes[field]?.(inner) !== false);
}

function wrongType(resource: Resource, metadata: unknown): Error {
  const field = isObject(metadata)
    ? Object.keys(metadata).find((name) => metadata[name] !== null && metaTypes[name]?.(metadata[name]) === false)
    : undefined;
  const path = field === undefined ? 'metadata' : `metadata.${field}`;
  return badRequest(
    `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: ${path} has a value of the wrong type`,
  );
}
