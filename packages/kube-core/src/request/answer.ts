/**
 * What comes off the wire, looked at before anybody believes its type: {@link objectFrom} and {@link listFrom} for parsed answers,
 * {@link jsonFrom} for text. What is not what was asked for is an {@link AnswerError}.
 */
import { KubeError } from '../errors.js';
import { whatIs } from '../util/arguments.js';
import { parseJson } from '../util/json/json-text.js';
import { isObject } from '../util/json/json.js';
import type { KubeRequest } from './http.js';
import type { ListMeta } from '../resource/types.js';
import { ApiError, isStatus, readStatus } from './status.js';

/** The answer is not what was asked for: a page, a redirect, `null`, a list with holes. Usually a proxy answered in the server's place. */
export class AnswerError extends KubeError {
  /**
   * @param message - What was wrong with it.
   * @param options - The cause.
   */
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('answer', message, options);
  }
}

/** What a request is called in messages: without its query, which may hold more than a log should. */
export const callOf = (request: Pick<KubeRequest, 'method' | 'path'>): string => `${request.method} ${request.path.replace(/\?.*$/s, '')}`;

/** How a text begins, for a message. Nothing of what looks like an object: it may be a Secret that was cut off. */
export function excerpt(text: string): string {
  if (text === '') return '(empty)';
  if (/^\s*[[{]/.test(text)) return `${text.length} characters that begin like JSON`;
  return text.length > 80 ? `${text.slice(0, 80)}… (${text.length} characters)` : text;
}

/** @throws AnswerError when the text is no JSON; `where` says what it was. */
export function jsonFrom(text: string, where: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new AnswerError(`${where} is no JSON: ${excerpt(text)}`, { cause: /^\s*[[{]/.test(text) ? undefined : cause });
  }
}

/** An object with metadata, as every kind has it; the rest is as the server sent it. */
export interface WireObject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata: object;
}

/**
 * @param value - A parsed answer, or a part of one.
 * @param where - What it is, for the message: `the answer to GET /api/v1/pods/x`.
 * @returns the value; absent metadata is filled in as empty.
 * @throws ApiError for a Status that says Failure; AnswerError for any other thing that is no object with metadata.
 */
export function objectFrom(value: unknown, where: string): WireObject {
  if (isStatus(value)) throw refusal(value, where);
  if (!isObject(value)) throw new AnswerError(`${where} is ${whatIs(value)} where an object was asked for`);
  if (hasMetadata(value)) return value;
  if (value['metadata'] === undefined) return { ...value, metadata: {} };
  throw new AnswerError(`${where} has ${whatIs(value['metadata'])} for its metadata`);
}

const hasMetadata = (value: object): value is WireObject => isObject(Reflect.get(value, 'metadata'));

/** A list as it came: every item is an object with metadata. */
export interface WireList {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** `continue` and `resourceVersion` are strings where they are there. */
  readonly metadata: ListMeta;
  readonly items: readonly WireObject[];
}

/** @throws as {@link objectFrom}, also for an item that is no object. */
export function listFrom(value: unknown, where: string): WireList {
  const list: WireObject & { readonly items?: unknown } = objectFrom(value, where);
  const items = list.items ?? []; // Go writes null for none
  if (!('items' in list) || !Array.isArray(items)) throw new AnswerError(`${where} is an object without items where a list was asked for`);
  const { apiVersion, kind, metadata } = list;
  for (const name of ['continue', 'resourceVersion']) {
    const value: unknown = Reflect.get(metadata, name);
    if (value !== undefined && typeof value !== 'string') throw new AnswerError(`${where} has ${whatIs(value)} for its metadata.${name}`);
  }
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion : undefined,
    kind: typeof kind === 'string' ? kind : undefined,
    metadata,
    items: items.map((item, index) => objectFrom(item, `item ${index} of ${where}`)),
  };
}

function refusal(value: object, where: string): KubeError {
  const status = readStatus(value);
  if (status.status === 'Failure') return new ApiError(status, { call: where });
  return new AnswerError(`${where} is a Status (${excerpt(status.status ?? '')}) where an object was asked for`);
}
