/**
 * The body of a write as an object of its kind: {@link decodeObject}. JSON, or YAML where the content type says so.
 */
import { isObject, parseJson, textAt, type JsonObject } from 'kube-core/json';
import { requireStorable } from './storable.js';
import { header, type ApiCall } from './incoming.js';
import type { KubeJson } from '../object.js';
import { misTypedMeta } from 'kube-core/schema';
import { apiVersionOf } from 'kube-core';
import { wellFormed } from './well-formed.js';
import { withoutNulls } from './nulls.js';
import { parseYaml } from './yaml.js';
import { badRequest, noProtobuf, unsupportedBody } from '../refusal.js';
import type { Resource } from '../registry/resource.js';

/** A byte order mark stays: JSON has none. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What kubectl sends built-in kinds as. */
const protobuf = 'application/vnd.kubernetes.protobuf';

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
 * @throws Refusal 415 for a content type that is neither JSON nor YAML; 400 for a text that cannot be read, or is nested too deeply.
 */
export async function decodeBody(
  call: ApiCall,
  accepted: readonly string[] = ['', 'application/json', 'application/yaml'],
): Promise<unknown> {
  const type = mediaType(call);
  if (type === protobuf) throw noProtobuf();
  if (!accepted.includes(type)) throw unsupportedBody();
  const text = bodyText(call);
  const isYaml = type.endsWith('yaml') && !text.trimStart().startsWith('{');
  const body = isYaml ? await parseYaml(text) : readJson(text, call.resource);
  requireStorable(body);
  return body;
}

function readJson(text: string, resource: Resource): unknown {
  try {
    return parseJson(wellFormed(text));
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
  return { ...body, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: metaOf(body, resource) };
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
  if (version !== '' && version !== apiVersionOf(resource)) {
    throw badRequest(`the API version in the data (${version}) does not match the expected API version (${apiVersionOf(resource)})`);
  }
}

function checkCustomKind(kind: string, version: string, resource: Resource): void {
  if (kind === '') throw badRequest("Object 'Kind' is missing in the body");
  if (version === '') throw badRequest("Object 'apiVersion' is missing in the body");
  const expected = apiVersionOf(resource);
  if (version !== expected) {
    throw badRequest(`the API version in the data (${version}) does not match the expected API version (${expected})`);
  }
  if (kind !== resource.kind) {
    throw badRequest(`${kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}`);
  }
}

function metaOf(body: JsonObject, resource: Resource): KubeJson['metadata'] {
  const metadata = body.metadata ?? {};
  if (!isObject(metadata)) throw wrongType(resource, 'metadata');
  const field = misTypedMeta(metadata);
  if (field !== undefined) throw wrongType(resource, `metadata.${field}`);
  return withoutNulls(metadata); // every field has the type that ObjectMeta gives it
}

const wrongType = ({ kind, version }: Resource, path: string): Error =>
  badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${path} has a value of the wrong type`);
