/**
 * How an answer is written: whole objects, their metadata alone, or a table, as the caller accepts. Enter at {@link represent}.
 */
import { parseJson, toJson } from 'kube-core/json';
import { respond, respondJson, type KubeResponse } from 'kube-core/service';
import type { Status } from 'kube-core';
import type { Answer, Page } from '../verbs/answer.js';
import type { Item } from '../store/item.js';
import { apiVersionOf } from 'kube-core';
import type { Resource } from '../registry/resource.js';
import { notAcceptable } from '../refusal.js';
import { warningHeader } from './warnings.js';
import { tableOf, tableRow } from './table.js';
import type { Frame } from '../verbs/watch-frames.js';

/** What the caller wants to see of objects. */
export type View = 'object' | 'metadata' | 'table';

/** What a request asks of its answer. */
export interface Wanted {
  readonly view: View;
  readonly yaml: boolean;
  /** What a table shows beside the cells: `None`, `Metadata` or the whole `Object`. */
  readonly includeObject: string;
}

/** What is asked, and when it is answered. */
interface WantedNow extends Wanted {
  readonly now: number;
}

const views = new Map<string, View>([
  ['Table', 'table'],
  ['PartialObjectMetadata', 'metadata'],
  ['PartialObjectMetadataList', 'metadata'],
]);

/**
 * Reads an Accept header; the first media type that can be made wins.
 *
 * @throws Refusal 406 where none can.
 */
export function negotiate(accept: string, query: URLSearchParams): Wanted {
  const includeObject = query.get('includeObject') ?? 'Metadata';
  if (accept === '' || accept === 'application/json') return { view: 'object', yaml: false, includeObject };
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const yaml = type === 'application/yaml';
    if (!yaml && !['application/json', 'application/*', '*/*'].includes(type)) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    const view = as === undefined ? 'object' : views.get(as);
    if (view !== undefined) return { view, yaml, includeObject };
  }
  throw notAcceptable();
}

/**
 * An answer as a response.
 *
 * @param now - The time of the answer in milliseconds since 1970: ages in tables are counted by it.
 */
export async function represent(answer: Answer, asked: Wanted, now: number): Promise<KubeResponse> {
  const wanted: WantedNow = { view: asked.view, yaml: asked.yaml, includeObject: asked.includeObject, now };
  switch (answer.as) {
    case 'item':
      return text(answer.status, itemText(answer.item, answer.resource, wanted), { wanted, warnings: answer.warnings });
    case 'page':
      return text(200, pageText(answer.page, answer.resource, wanted), { wanted });
    case 'watch':
      return respond(200, lines(answer.frames, answer.resource, wanted), { 'cache-control': 'no-cache, private' });
    case 'text':
      return respond(answer.status, answer.text, { 'content-type': 'text/plain; charset=utf-8' });
    case 'value':
      return text(answer.status, toJson(answer.value), { wanted, warnings: answer.warnings, contentType: answer.contentType });
    default:
      return answer satisfies never;
  }
}

/** A refusal as a response. */
export function representStatus(status: Status & { readonly code: number }): KubeResponse {
  const seconds = status.details?.retryAfterSeconds;
  return respondJson(status.code, status, {
    'cache-control': 'no-cache, private',
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
  });
}

interface TextOptions {
  readonly wanted: WantedNow;
  readonly warnings?: readonly string[] | undefined;
  /** @defaultValue JSON */
  readonly contentType?: string | undefined;
}

async function text(status: number, json: string, options: TextOptions): Promise<KubeResponse> {
  const { contentType, warnings = [] } = options;
  const type = contentType === undefined ? {} : { 'content-type': contentType };
  const headers = { 'cache-control': 'no-cache, private', ...type, ...warningHeader(warnings) };
  if (!options.wanted.yaml) return respond(status, json, headers);
  const { stringify } = await import('yaml');
  return respond(status, stringify(parseJson(json)), { ...headers, 'content-type': 'application/yaml' });
}

const partial = 'meta.k8s.io/v1';

/** One object in the view that is wanted. */
function itemText(item: Item, resource: Resource, wanted: WantedNow): string {
  if (wanted.view === 'object') return item.text(apiVersionOf(resource));
  if (wanted.view === 'table') return toJson(tableOf({ items: [item], version: item.version }, resource, wanted));
  return metadataText(item);
}

const metadataText = (item: Item): string => toJson({ kind: 'PartialObjectMetadata', apiVersion: partial, metadata: item.object.metadata });

/** Items of built-in kinds leave out what the list says already; those of custom kinds say it each. */
function pageText(page: Page, resource: Resource, wanted: WantedNow): string {
  if (wanted.view === 'table') return toJson(tableOf(page, resource, wanted));
  const metadata = JSON.stringify({
    resourceVersion: String(page.version),
    ...continueOf(page, resource, wanted),
    ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
  });
  if (wanted.view === 'metadata') {
    return `{"kind":"PartialObjectMetadataList","apiVersion":"${partial}","metadata":${metadata},"items":[${page.items.map(metadataText).join(',')}]}`;
  }
  const version = apiVersionOf(resource);
  const items = page.items.map((item) => (resource.custom === undefined ? item.bare : item.text(version)));
  return `{"kind":${JSON.stringify(resource.listKind)},"apiVersion":${JSON.stringify(version)},"metadata":${metadata},"items":[${items.join(',')}]}`;
}

/** Lists of custom kinds say that nothing continues them, where those of built-in kinds say nothing. */
function continueOf(page: Page, resource: Resource, wanted: WantedNow): { readonly continue?: string } {
  if (page.continue !== undefined) return { continue: page.continue };
  return resource.custom !== undefined && wanted.view === 'object' ? { continue: '' } : {};
}

const encoder = new TextEncoder();

/** The frames of a watch, a line each. The stream ends at once when its reader leaves. */
function lines(frames: AsyncIterableIterator<Frame>, resource: Resource, wanted: WantedNow): AsyncIterableIterator<Uint8Array> {
  let first = true;
  const line = ({ done, value }: IteratorResult<Frame, undefined>): IteratorResult<Uint8Array, undefined> => {
    if (done === true) return { done, value: undefined };
    const text = `{"type":"${value.type}","object":${frameText(value, resource, { wanted, first })}}\n`;
    first = false;
    return { done: false, value: encoder.encode(text) };
  };
  const reader: AsyncIterableIterator<Uint8Array> = {
    next: async () => line(await frames.next()),
    return: async () => line((await frames.return?.()) ?? { done: true, value: undefined }),
    [Symbol.asyncIterator]: () => reader,
  };
  return reader;
}

function frameText(frame: Frame, resource: Resource, how: { readonly wanted: WantedNow; readonly first: boolean }): string {
  if (frame.type === 'ERROR') return JSON.stringify(frame.status);
  if (frame.type === 'BOOKMARK') return bookmarkText(frame, resource, how.wanted.view);
  if (how.wanted.view === 'table') return toJson(tableRow(frame.item, resource, { ...how.wanted, headed: how.first }));
  return itemText(frame.item, resource, how.wanted);
}

/** A bookmark is an object of the kind with a version and nothing else; built-in kinds show the zeros of their fields. */
function bookmarkText(frame: Extract<Frame, { type: 'BOOKMARK' }>, resource: Resource, view: View): string {
  const metadata = { resourceVersion: String(frame.version), ...(frame.annotations !== undefined && { annotations: frame.annotations }) };
  if (view === 'object') return JSON.stringify({ kind: resource.kind, apiVersion: apiVersionOf(resource), metadata });
  const kind = view === 'table' ? 'Table' : 'PartialObjectMetadata';
  return JSON.stringify({ kind, apiVersion: partial, metadata });
}
