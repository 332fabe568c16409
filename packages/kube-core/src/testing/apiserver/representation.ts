/**
 * How an answer is written: whole objects, their metadata alone, or a table, as the caller accepts. Enter at {@link represent}.
 */
import { respond, respondJson, type KubeResponse } from '../../request/http.js';
import type { Status } from '../../request/status.js';
import type { Answer, Page } from './answer.js';
import type { Item } from './item.js';
import { apiVersion, type Resource } from './registry.js';
import { notAcceptable } from './refusal.js';
import { tableOf, tableRow, type TableOptions } from './table.js';
import type { Frame } from './watch-cache.js';

/** What the caller wants to see of objects. */
export type View = 'object' | 'metadata' | 'table';

/** What a request asks of its answer. */
export interface Wanted {
  readonly view: View;
  readonly yaml: boolean;
  readonly table: TableOptions;
}

const viewOf: Readonly<Record<string, View>> = { Table: 'table', PartialObjectMetadata: 'metadata', PartialObjectMetadataList: 'metadata' };

/**
 * Reads an Accept header; the first media type that can be made wins.
 *
 * @throws Refusal 406 where none can.
 */
export function negotiate(accept: string, query: URLSearchParams): Wanted {
  const table: TableOptions = { includeObject: query.get('includeObject') ?? 'Metadata' };
  if (accept === '') return { view: 'object', yaml: false, table };
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const yaml = type === 'application/yaml';
    if (!yaml && !['application/json', 'application/*', '*/*'].includes(type)) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    const view = as === undefined ? 'object' : viewOf[as];
    if (view !== undefined) return { view, yaml, table };
  }
  throw notAcceptable();
}

/** An answer as a response. */
export async function represent(answer: Answer, wanted: Wanted): Promise<KubeResponse> {
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
      return text(answer.status, JSON.stringify(answer.value), { wanted, warnings: answer.warnings, contentType: answer.contentType });
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
  readonly wanted: Wanted;
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
  return respond(status, stringify(JSON.parse(json)), { ...headers, 'content-type': 'application/yaml' });
}

/** Several warnings are several headers, joined as HTTP allows. */
function warningHeader(warnings: readonly string[]): Readonly<Record<string, string>> {
  if (warnings.length === 0) return {};
  return { warning: warnings.map((warning) => `299 - ${JSON.stringify(warning)}`).join(', ') };
}

const partial = 'meta.k8s.io/v1';

/** One object in the view that is wanted. */
function itemText(item: Item, resource: Resource, wanted: Wanted): string {
  if (wanted.view === 'object') return item.text(apiVersion(resource));
  if (wanted.view === 'table') return JSON.stringify(tableOf({ items: [item], version: item.version }, resource, wanted.table));
  return metadataText(item);
}

const metadataText = (item: Item): string =>
  JSON.stringify({ kind: 'PartialObjectMetadata', apiVersion: partial, metadata: item.object.metadata });

/** Items of built-in kinds leave out what the list says already; those of custom kinds say it each. */
function pageText(page: Page, resource: Resource, wanted: Wanted): string {
  if (wanted.view === 'table') return JSON.stringify(tableOf(page, resource, wanted.table));
  const metadata = JSON.stringify({
    resourceVersion: String(page.version),
    ...continueOf(page, resource, wanted),
    ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
  });
  if (wanted.view === 'metadata') {
    return `{"kind":"PartialObjectMetadataList","apiVersion":"${partial}","metadata":${metadata},"items":[${page.items.map(metadataText).join(',')}]}`;
  }
  const version = apiVersion(resource);
  const items = page.items.map((item) => (resource.custom === undefined ? item.bare : item.text(version)));
  return `{"kind":${JSON.stringify(resource.listKind)},"apiVersion":${JSON.stringify(version)},"metadata":${metadata},"items":[${items.join(',')}]}`;
}

/** Lists of custom kinds say that nothing continues them, where those of built-in kinds say nothing. */
function continueOf(page: Page, resource: Resource, wanted: Wanted): { readonly continue?: string } {
  if (page.continue !== undefined) return { continue: page.continue };
  return resource.custom !== undefined && wanted.view === 'object' ? { continue: '' } : {};
}

const encoder = new TextEncoder();

/** The frames of a watch, a line each. */
async function* lines(frames: AsyncIterable<Frame>, resource: Resource, wanted: Wanted): AsyncGenerator<Uint8Array, void, undefined> {
  let first = true;
  for await (const frame of frames) {
    yield encoder.encode(`{"type":"${frame.type}","object":${frameText(frame, resource, { wanted, first })}}\n`);
    first = false;
  }
}

function frameText(frame: Frame, resource: Resource, how: { readonly wanted: Wanted; readonly first: boolean }): string {
  if (frame.type === 'ERROR') return JSON.stringify(frame.status);
  if (frame.type === 'BOOKMARK') return bookmarkText(frame, resource, how.wanted.view);
  if (how.wanted.view === 'table') return JSON.stringify(tableRow(frame.item, resource, { ...how.wanted.table, headed: how.first }));
  return itemText(frame.item, resource, how.wanted);
}

/** A bookmark is an object of the kind with a version and nothing else; built-in kinds show the zeros of their fields. */
function bookmarkText(frame: Extract<Frame, { type: 'BOOKMARK' }>, resource: Resource, view: View): string {
  const metadata = { resourceVersion: String(frame.version), ...(frame.annotations !== undefined && { annotations: frame.annotations }) };
  if (view === 'object') return JSON.stringify({ kind: resource.kind, apiVersion: apiVersion(resource), metadata });
  const kind = view === 'table' ? 'Table' : 'PartialObjectMetadata';
  return JSON.stringify({ kind, apiVersion: partial, metadata });
}
