/**
 * Reading: {@link get}, {@link list} and {@link watch}, with what resourceVersion, limit and continue mean to each.
 */
import type { Answer, Page } from './answer.js';
import type { ApiCall } from './call.js';
import type { Cluster } from './cluster.js';
import { itemKey, type Item } from './item.js';
import { listOptions, versionNumber, type ListOptions } from './options.js';
import { badRequest, expired, notFound, Refusal, tooLarge } from './refusal.js';
import { fieldSelector, labelSelector } from './selectors.js';
import { watchFrames } from './watch-cache.js';

/** One object. @throws Refusal 404 where there is none, 504 for a version of the future. */
export function get(cluster: Cluster, call: ApiCall): Answer {
  const { resource, namespace, name = '' } = call;
  notInFuture(cluster, versionNumber(call.query.get('resourceVersion') ?? '', 'get'));
  const item = cluster.store.collection(resource.id).get(namespace, name);
  if (item === undefined) throw notFound(resource, name);
  return { as: 'item', status: 200, resource, item };
}

/** Which objects a call is about: those in its namespace, named, and selected. */
export function selection(call: ApiCall, options: Pick<ListOptions, 'labels' | 'fields'>): (item: Item) => boolean {
  const { namespace, name, resource } = call;
  const labels = labelSelector(options.labels);
  const fields = fieldSelector(options.fields, resource.selectable);
  return (item) =>
    (namespace === undefined || item.namespace === namespace) &&
    (name === undefined || item.name === name) &&
    labels(item.object) &&
    fields(item.object);
}

/** A collection, or a page of it. @throws Refusal 410 for a version that is forgotten, 504 for one of the future. */
export function list(cluster: Cluster, call: ApiCall): Answer {
  const options = listOptions(call);
  const selected = selection(call, options);
  const from = startOf(cluster, options);
  const collection = cluster.store.collection(call.resource.id);
  const items = from.exact ? atVersion(collection.itemsAt.bind(collection), from) : collection.items();
  const rest = items.filter((item) => selected(item) && itemKey(item.namespace, item.name) > from.after);
  return { as: 'page', resource: call.resource, page: pageOf(rest, from, options) };
}

/** Where a list begins. */
interface Start {
  readonly version: number;
  /** Whether it must be as it was at that version. */
  readonly exact: boolean;
  /** The key of the last object of the page before. */
  readonly after: string;
  /** Whether it goes on from a page before. */
  readonly continued: boolean;
}

function startOf(cluster: Cluster, options: ListOptions): Start {
  const now = cluster.store.version;
  if (options.continue !== '') return continued(options, now);
  const version = versionNumber(options.version, 'list');
  notInFuture(cluster, version);
  const exact = options.match === 'Exact' || (options.match === '' && options.limit > 0 && (version ?? 0) > 0);
  return { version: exact ? (version ?? now) : now, exact, after: '', continued: false };
}

function notInFuture(cluster: Cluster, version: number | undefined): void {
  if (version !== undefined && version > cluster.store.version) throw tooLarge(version, cluster.store.version);
}

/** What a continue token holds: kube-apiserver's own form, since clients see it when they decode one. */
interface Token {
  readonly v: string;
  readonly rv: number;
  readonly start: string;
}

const tokenVersion = 'meta.k8s.io/v1';
const encodeToken = (rv: number, key: string): string =>
  Buffer.from(JSON.stringify({ v: tokenVersion, rv, start: `${key}\0` } satisfies Token)).toString('base64url');

function continued(options: ListOptions, now: number): Start {
  const { rv, start } = decodeToken(options.continue);
  if (options.version !== '' && options.version !== '0') throw badRequest('specifying resource version is not allowed when using continue');
  const after = start.replace(/\0$/, '');
  return rv < 0 ? { version: now, exact: false, after, continued: true } : { version: rv, exact: true, after, continued: true };
}

function decodeToken(text: string): Token {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isToken(token)) return token;
  } catch {
    // a text that is no JSON is as wrong as JSON that is no token
  }
  throw badRequest('invalid continue token: continue key is not valid: it is no token of this server');
}

function isToken(value: unknown): value is Token {
  if (typeof value !== 'object' || value === null) return false;
  return (
    Reflect.get(value, 'v') === tokenVersion &&
    typeof Reflect.get(value, 'rv') === 'number' &&
    typeof Reflect.get(value, 'start') === 'string'
  );
}

const continueTooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, ' +
  'or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an ' +
  'inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** The objects of a version; a page that comes too late is offered to go on with what there is now. */
function atVersion(itemsAt: (version: number) => readonly Item[], from: Start): readonly Item[] {
  try {
    return itemsAt(from.version);
  } catch (error) {
    if (!from.continued || !(error instanceof Refusal)) throw error;
    throw expired(continueTooOld, { continue: encodeToken(-1, from.after) });
  }
}

function pageOf(rest: readonly Item[], from: Start, options: ListOptions): Page {
  const { version } = from;
  // a list of version "0" is answered from the watch cache, which knows no pages
  const whole = options.limit <= 0 || rest.length <= options.limit || options.version === '0';
  if (whole) return { items: rest, version };
  const items = rest.slice(0, options.limit);
  const last = items.at(-1);
  const selects = options.labels !== '' || options.fields !== '';
  return {
    items,
    version,
    continue: encodeToken(version, last === undefined ? '' : itemKey(last.namespace, last.name)),
    ...(!selects && { remaining: rest.length - items.length }),
  };
}

/** How long a watch lives that does not say, in seconds: kube-apiserver's least. */
const defaultLifetimeSeconds = 1800;

/** A stream of changes. @throws Refusal 4xx for options that do not go together; a version that is forgotten is said in the stream. */
export function watch(cluster: Cluster, call: ApiCall): Answer {
  const options = listOptions(call);
  const matches = selection(call, options);
  const version = versionNumber(options.version, 'watch') ?? 0;
  const { store, clock } = cluster;
  const initial = options.sendInitialEvents || version === 0;
  const lifetimeMs = (options.timeoutSeconds ?? defaultLifetimeSeconds * (1 + Math.random())) * 1000;
  const frames = watchFrames({
    collection: store.collection(call.resource.id),
    version: () => store.version,
    after: initial ? undefined : version,
    matches,
    bookmarks: options.bookmarks,
    endOfInitialEvents: options.sendInitialEvents && options.bookmarks,
    lifetimeMs,
    clock,
    signal: call.request.signal,
  });
  return { as: 'watch', resource: call.resource, frames };
}
