/**
 * What is in a Secret, without base64: {@link secretText} and {@link secretBytes} read one entry, {@link secretData} writes them. To write
 * texts, `stringData` does as well; a server never answers with it.
 */
import { isUtf8 } from 'node:buffer';
import { KubeError } from '../../errors.js';
import { unwanted } from '../../util/arguments.js';
import { isObject, own } from '../../util/json/json.js';

/** A Secret, or anything else with bytes by name: the `binaryData` of a ConfigMap. */
export interface HasData {
  readonly data?: Readonly<Record<string, string>> | undefined;
}

/** The bytes of one entry; undefined where there is none. @throws KubeError `params` for what is no object. */
export function secretBytes(secret: HasData, key: string): Uint8Array | undefined {
  const given: unknown = secret; // from JavaScript it may be anything
  if (!isObject(given)) throw unwanted('what has data is a Secret', given);
  const encoded = own(secret.data, key);
  return encoded === undefined ? undefined : new Uint8Array(Buffer.from(encoded, 'base64'));
}

/**
 * One entry as text; undefined where there is none.
 *
 * @throws KubeError `params` for bytes that are no UTF-8, and for what is no object.
 */
export function secretText(secret: HasData, key: string): string | undefined {
  const bytes = secretBytes(secret, key);
  if (bytes === undefined || isUtf8(bytes)) return bytes && Buffer.from(bytes).toString('utf8');
  throw new KubeError('params', `the entry ${key} is no text in UTF-8: read it with secretBytes`);
}

function base64(key: string, value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value).toString('base64');
  if (!ArrayBuffer.isView(value)) throw unwanted(`the entry ${key} of a Secret is a text or bytes`, value);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}

/** Texts and bytes as the `data` of a Secret has them: `{ data: secretData({ password, 'tls.key': bytes }) }`. @throws KubeError `params` for what is neither. */
export function secretData(entries: Readonly<Record<string, string | Uint8Array>>): Record<string, string> {
  if (!isObject(entries)) throw unwanted('secretData takes texts and bytes by their names', entries);
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, base64(key, value)]));
}
