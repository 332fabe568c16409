/**
 * What must not stand in a file that is kept with the sources: {@link withoutSecrets}.
 */
import { copied, isList, isObject, put, textAt, type JsonObject } from '../../util/json/json.js';

const hidden = '(left out)';
const hiddenBase64 = Buffer.from(hidden).toString('base64'); // data of a Secret stays base64

/** Requests whose bodies are Secrets, whatever they call themselves: patches and items of lists do not say. */
const ofSecrets = /^\/api\/v1\/(?:namespaces\/[^/]+\/)?secrets(?:[/?]|$)/;

/** Requests that give a token, or ask whose it is. */
const ofTokens = /\/serviceaccounts\/[^/?]+\/token(?:\?|$)|\/tokenreviews(?:\?|$)/;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** What a body that is no JSON is replaced by where it may be secret: YAML, protobuf; `undefined` where it may stay. */
export const inPlaceOfText = (path: string): string | undefined => (ofSecrets.test(path) || ofTokens.test(path) ? hidden : undefined);

/**
 * A body of a request or of an answer without the data of Secrets and without tokens. What it has in their place is the same on both sides of
 * a conversation, so that a recorded request is found again.
 */
export function withoutSecrets(body: unknown, path: string): unknown {
  const copy = copied(body);
  const isOfSecrets = ofSecrets.test(path);
  const open: unknown[] = [copy];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isOfSecrets) hideSecret(next);
    if (isObject(next)) hideByKind(next);
    for (const inner of isList(next) || isObject(next) ? Object.values(next) : []) if (isList(inner) || isObject(inner)) open.push(inner);
  }
  return copy;
}

function hideByKind(object: JsonObject): void {
  if (object['kind'] === 'Secret') hideSecret(object);
  for (const part of ['status', 'spec']) {
    const inner = object[part];
    if (/^Token(?:Request|Review)$/.test(textAt(object, 'kind')) && isObject(inner) && 'token' in inner) put(inner, 'token', hidden);
  }
}

function hideSecret(secret: unknown): void {
  if (!isObject(secret)) return;
  hideValues(secret['data'], hiddenBase64);
  hideValues(secret['stringData'], hidden);
  const annotations = isObject(secret['metadata']) ? secret['metadata']['annotations'] : undefined;
  if (isObject(annotations) && lastApplied in annotations) put(annotations, lastApplied, hidden);
  if ('op' in secret && 'value' in secret) put(secret, 'value', hidden); // a step of a JSON patch
}

function hideValues(record: unknown, by: string): void {
  if (!isObject(record)) return;
  for (const [name, value] of Object.entries(record)) if (value !== null) put(record, name, by); // null takes a field away
}
