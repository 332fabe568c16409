/**
 * Objects in another version: {@link convert} answers a request, all of it or nothing.
 */
import { apiVersionOf, hasCode, KubeError, messageOf, type KubeObject, type ResourceDefinition } from 'kube-core';
import { copied, isObject, objectAt, own, parseJson, put, textAt, toJson, type JsonObject } from 'kube-core/json';
import { rests } from '../../util/turn.js';
import { isDenied } from '../admission/denied.js';
import { calledInTime, failureText, type CallOptions } from '../handling.js';
import type { ConversionReviewRequest, ConversionReviewResponse } from './review.js';
import type { Step, Versions } from './versions.js';

/** What came of a request: an answer in any case, and the failure beside it where there was one. */
export interface ConversionVerdict {
  readonly response: ConversionReviewResponse;
  readonly error?: unknown;
}

/** Finds the versions of a kind by its group and kind. */
export type FindVersions = (kind: { readonly group: string; readonly kind: string }) => Versions | undefined;

/** API servers wait no longer for a conversion, in milliseconds, and do not say how long. */
const longestMs = 30_000;

/** Converts, and does not throw: what fails is answered as a `Failure` that names the object. */
export async function convert(
  { uid, desiredAPIVersion: to, objects }: ConversionReviewRequest,
  find: FindVersions,
  options: CallOptions,
): Promise<ConversionVerdict> {
  const convertedObjects: JsonObject[] = [];
  const rest = rests();
  try {
    await calledInTime(
      async (signal) => {
        for (const object of objects) {
          convertedObjects.push(await convertOne(object, { to, find, signal }));
          await rest();
          signal.throwIfAborted();
        }
      },
      options,
      longestMs,
    );
  } catch (error) {
    const subject = subjectOf(objects[convertedObjects.length] ?? {});
    const message = `${subject} cannot be converted to ${to}: ${reasonOf(error, uid)}`;
    return { response: { uid, convertedObjects: [], result: { status: 'Failure', message } }, error };
  }
  return { response: { uid, convertedObjects, result: { status: 'Success' } } };
}

/** A refusal, and what the declarations are to blame for, are meant to be read. */
const reasonOf = (error: unknown, uid: string): string =>
  isDenied(error) || hasCode(error, 'webhook') ? messageOf(error) : failureText(error, uid);

/**
 * One object in another version, for tests.
 *
 * @throws KubeError `webhook` with what an API server would be told; its cause is what the function threw.
 */
export async function converted<K extends KubeObject>(
  object: KubeObject,
  to: ResourceDefinition<K>,
  { find, ...options }: CallOptions & { readonly find: FindVersions },
): Promise<K> {
  const copy = parseJson(toJson(object)); // as it would come
  const request = { uid: 'rehearsal', desiredAPIVersion: apiVersionOf(to), objects: isObject(copy) ? [copy] : [] };
  const { response, error } = await convert(request, find, options);
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

interface OneOptions {
  readonly to: string;
  readonly find: FindVersions;
  readonly signal: AbortSignal;
}

async function convertOne(object: JsonObject, { to, find, signal }: OneOptions): Promise<JsonObject> {
  const [apiVersion, kind] = [textAt(object, 'apiVersion'), textAt(object, 'kind')];
  const group = apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));
  const versions = find({ group, kind });
  if (versions === undefined) throw new KubeError('webhook', `there is no conversion for ${kind} of the group ${JSON.stringify(group)}`);
  const steps = versions.steps(apiVersion, to);
  const hub = steps.length < 2 ? to : apiVersionOf(versions.hub);
  return stepped(object, steps, { hub, to, signal });
}

async function stepped(
  object: JsonObject,
  steps: readonly Step[],
  { hub, to, signal }: { readonly hub: string; readonly to: string; readonly signal: AbortSignal },
): Promise<JsonObject> {
  let current = object;
  for (const [index, step] of steps.entries()) {
    const given = copied(current); // the function's own, to change as it likes
    const made: unknown = await step(isObject(given) ? given : {}, { signal });
    if (!isObject(made)) throw new TypeError('the function given to convert() returned no object');
    current = kept(current, made, index === steps.length - 1 ? to : hub);
  }
  return current;
}

/**
 * What the function did not give is kept: labels, annotations, and the status, which has one meaning in every version. Of the rest of the metadata
 * nothing may change, so nothing of it is taken.
 */
function kept(before: JsonObject, made: JsonObject, apiVersion: string): JsonObject {
  const metadata: Record<string, unknown> = { ...objectAt(before, 'metadata') };
  const given = objectAt(made, 'metadata');
  for (const field of ['labels', 'annotations'])
    if (Object.hasOwn(given, field)) {
      if (given[field] === undefined) Reflect.deleteProperty(metadata, field);
      else put(metadata, field, given[field]);
    }
  const status = own(before, 'status');
  return { ...(status !== undefined && { status }), ...made, apiVersion, kind: textAt(before, 'kind'), metadata };
}
