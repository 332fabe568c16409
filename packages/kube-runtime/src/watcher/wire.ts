/**
 * Reads what a server sent without trusting its type: a broken server or a proxy sends `null`, numbers and lists where objects belong.
 * Nothing here throws. Enter at {@link isUsable} and {@link refusalOf}.
 */
import {
  ApiError,
  endsInitialEvents,
  KubeError,
  type Bookmark,
  type KubeObject,
  type ObjectList,
  type Status,
  type Stored,
} from 'kube-core';
import { isObject, type JsonObject } from 'kube-core/json';
import type { Page } from './state.js';

function metadataOf(object: unknown): JsonObject | undefined {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  return isObject(metadata) ? metadata : undefined;
}

/** A text that says something; `undefined` for anything else. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Whether the object can be told from others: it has a name, and its namespace is a text if it has one. */
export function isUsable(object: unknown): boolean {
  const { name, namespace = '' } = metadataOf(object) ?? {};
  return textOf(name) !== undefined && typeof namespace === 'string';
}

/** The object's resourceVersion, if it has one. */
export const versionOf = (object: unknown): string | undefined => textOf(metadataOf(object)?.['resourceVersion']);

/** What a list says, as far as it is of the right type. */
export function pageOf<K extends KubeObject>({ items, metadata }: ObjectList<Stored<K>>): Page<K> {
  const fields: JsonObject = isObject(metadata) ? metadata : {};
  const token = textOf(fields['continue']);
  return { items, resourceVersion: textOf(fields['resourceVersion']) ?? '', ...(token !== undefined && { token }) };
}

/** Whether this bookmark ends the initial events of a streaming list. */
export const endsList = (bookmark: Bookmark): boolean => metadataOf(bookmark) !== undefined && endsInitialEvents(bookmark);

/** The refusal that an ERROR event holds. */
export function refusalOf(object: unknown): KubeError {
  if (!isObject(object)) return new KubeError('watcher-event', 'the server sent an ERROR event without a Status');
  const { code, reason, message, details } = object;
  const status: Status = {
    kind: 'Status',
    ...(typeof code === 'number' && { code }),
    ...(typeof reason === 'string' && { reason }),
    ...(typeof message === 'string' && { message }),
    ...(isObject(details) && { details }),
  };
  return new ApiError(status);
}

/** How long the server asks to be left alone, in milliseconds; 0 where it does not ask. */
export function retryAfterMs({ status }: ApiError): number {
  const seconds: unknown = status.details?.retryAfterSeconds;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 0;
}

/** Whether the refusal names this reason among its causes. */
export function hasCause({ status }: ApiError, reason: string): boolean {
  const causes: unknown = status.details?.causes;
  return Array.isArray(causes) && causes.some((cause: unknown) => isObject(cause) && cause['reason'] === reason);
}
