/**
 * Objects in another version: {@link convert} answers a request, all of it or nothing.
 */
import { apiVersionOf, KubeError, messageOf, type KubeObject, type ResourceDefinition } from 'kube-core';
import { copied, isObject, objectAt, parseJson, put, textAt, toJson, type JsonObject } from 'kube-core/json';
import type { ConversionReviewRequest, ConversionReviewResponse } from './review.js';
import type { Step, Versions } from './versions.js';

/** What came of a request: an answer in any case, and the failure beside it where there was one. */
export interface ConversionVerdict {
  readonly response: ConversionReviewResponse;
  readonly error?: unknown;
}

/** Finds the versions of a kind by its group and kind. */
export type FindVersions = (kind: { readonly group: string; readonly kind: string }) => Versions | undefined;

/** Converts, and does not throw: what fails is answered as a `Failure` that names the object. */
export async function convert(
  { uid, desiredAPIVersion, objects }: ConversionReviewRequest,
  find: FindVersions,
): Promise<ConversionVerdict> {
  const convertedObjects: JsonObject[] = [];
  for (const object of objects) {
    try {
      convertedObjects.push(await convertOne(object, { to: desiredAPIVersion, find }));
    } catch (error) {
      const message = `${subjectOf(object)} cannot be converted to ${desiredAPIVersion}: ${messageOf(error)}`;
      return { response: { uid, convertedObjects: [], result: { status: 'Failure', message } }, error };
    }
  }
  return { response: { uid, convertedObjects, result: { status: 'Success' } } };
}

/**
 * One object in another version, for tests.
 *
 * @throws KubeError `webhook` with what an API server would be told.
 */
export async function converted<K extends KubeObject>(object: KubeObject, to: ResourceDefinition<K>, find: FindVersions): Promise<K> {
  const copy = parseJson(toJson(object)); // as it would come
  const { response, error } = await convert({ uid: '', desiredAPIVersion: apiVersionOf(to), objects: isObject(copy) ? [copy] : [] }, find);
  const made: unknown = response.convertedObjects[0];
  if (made !== undefined) return made as K; // what the function to this version made
  throw new KubeError('webhook', response.result.message ?? 'there is no object to convert', { cause: error });
}

/** `Website web/shop of example.com/v1beta1`. */
function subjectOf(object: JsonObject): string {
  const metadata = objectAt(object, 'metadata');
  const key = [textAt(metadata, 'namespace'), textAt(metadata, 'name')].filter((part) => part !== '').join('/');
  return `${textAt(object, 'kind')} ${key} of ${textAt(object, 'apiVersion')}`;
}

async function convertOne(object: JsonObject, { to, find }: { readonly to: string; readonly find: FindVersions }): Promise<JsonObject> {
  const [apiVersion, kind] = [textAt(object, 'apiVersion'), textAt(object, 'kind')];
  const group = apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));
  const versions = find({ group, kind });
  if (versions === undefined) throw new KubeError('webhook', `there is no conversion for ${kind} of the group ${JSON.stringify(group)}`);
  const steps = versions.steps(apiVersion, to);
  if (steps.length < 2) return stepped(object, steps, { hub: to, to });
  return stepped(object, steps, { hub: `${versions.hub.group}/${versions.hub.version}`, to });
}

async function stepped(
  object: JsonObject,
  steps: readonly Step[],
  { hub, to }: { readonly hub: string; readonly to: string },
): Promise<JsonObject> {
  let current = object;
  for (const [index, step] of steps.entries()) {
    const given = copied(current); // the function's own, to change as it likes
    const made: unknown = await step(isObject(given) ? given : {});
    if (!isObject(made)) throw new TypeError('the function given to convert() returned no object');
    current = kept(current, made, index === steps.length - 1 ? to : hub);
  }
  return current;
}

/** The server refuses a conversion that changes anything of the metadata but labels and annotations. */
function kept(before: JsonObject, made: JsonObject, apiVersion: string): JsonObject {
  const [was, is] = [objectAt(before, 'metadata'), made['metadata']];
  const metadata: Record<string, unknown> = { ...was };
  if (isObject(is))
    for (const field of ['labels', 'annotations']) {
      if (is[field] === undefined) Reflect.deleteProperty(metadata, field);
      else put(metadata, field, is[field]);
    }
  return { ...made, apiVersion, kind: textAt(before, 'kind'), metadata };
}
