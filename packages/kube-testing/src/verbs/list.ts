/**
 * Reading a collection, whole or a page at a time: {@link list}.
 */
import type { Cluster } from '../cluster.js';
import { badRequest, expired, Refusal, tooLarge } from '../refusal.js';
import type { ApiCall } from '../request/incoming.js';
import { listOptions, versionNumber, type ListOptions } from '../request/options.js';
import { placeOf, type Collection } from '../store/collection.js';
import { itemKey, type Item } from '../store/item.js';
import type { Answer, Page } from './answer.js';
import { decodeToken, encodeToken } from './continue-token.js';
import { selection } from './selection.js';

/** A collection, or a page of it. @throws Refusal 410 for a version that is forgotten, 504 for one of the future. */
export function list(cluster: Cluster, call: ApiCall): Answer {
  const options = listOptions(call);
  const selected = selection(call, options);
  const from = startOf(cluster, options);
  const items = itemsOf(cluster.store.collection(call.resource.id), from);
  return { as: 'page', resource: call.resource, page: pageOf({ ...stretch(items, call.namespace, from.after), selected }, from, options) };
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
  if (options.continue !== '') return continued(cluster, options, now);
  const version = versionNumber(options.version, 'list');
  notInFuture(cluster, version);
  const exact = options.match === 'Exact' || (options.match === '' && options.limit > 0 && (version ?? 0) > 0);
  return { version: exact ? (version ?? now) : now, exact, after: '', continued: false };
}

function continued(cluster: Cluster, options: ListOptions, now: number): Start {
  const { version, after } = decodeToken(options.continue);
  if (options.version !== '' && options.version !== '0') throw badRequest('specifying resource version is not allowed when using continue');
  notInFuture(cluster, version);
  return version < 0 ? { version: now, exact: false, after, continued: true } : { version, exact: true, after, continued: true };
}

/** @throws Refusal 504 for a version that no write has reached. */
export function notInFuture(cluster: Cluster, version: number | undefined): void {
  if (version !== undefined && version > cluster.store.version) throw tooLarge(version, cluster.store.version);
}

const continueTooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, ' +
  'or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an ' +
  'inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** The objects of a version; a page that comes too late is offered to go on with what there is now. */
function itemsOf(collection: Collection, from: Start): readonly Item[] {
  if (!from.exact) return collection.items();
  try {
    return collection.itemsAt(from.version);
  } catch (error) {
    if (!from.continued || !(error instanceof Refusal)) throw error;
    throw expired(continueTooOld, { continue: encodeToken({ version: -1, after: from.after }) });
  }
}

/** A part of a sorted list: the items from one index up to another. */
interface Stretch {
  readonly items: readonly Item[];
  readonly start: number;
  readonly end: number;
}

/** The items of a namespace, or of all, that come after a key. */
function stretch(items: readonly Item[], namespace: string | undefined, after: string): Stretch {
  const first = namespace === undefined ? 0 : placeOf(items, itemKey(namespace, ''));
  const end = namespace === undefined ? items.length : placeOf(items, `${namespace}0`); // "0" is the character after "/"
  const start = after === '' ? first : Math.max(first, placeOf(items, `${after}\0`));
  return { items, start, end };
}

/** Looks no further than to the first item that no longer fits. */
function pageOf(from: Stretch & { readonly selected: (item: Item) => boolean }, { version }: Start, options: ListOptions): Page {
  // a list of version "0" is answered from the watch cache, which knows no pages
  const limit = options.limit <= 0 || options.version === '0' ? Infinity : options.limit;
  const page: Item[] = [];
  for (let index = from.start; index < from.end; index++) {
    const item = from.items[index];
    if (item === undefined || !from.selected(item)) continue;
    if (page.length === limit) return { items: page, version, ...restOf(page, from.end - index, { version, options }) };
    page.push(item);
  }
  return { items: page, version };
}

/** What a page says of those that come after it; how many they are is not known where a selector chooses. */
function restOf(
  page: readonly Item[],
  remaining: number,
  { version, options }: { readonly version: number; readonly options: ListOptions },
): Pick<Page, 'continue' | 'remaining'> {
  const last = page.at(-1);
  const selects = options.labels !== '' || options.fields !== '';
  return {
    continue: encodeToken({ version, after: last === undefined ? '' : itemKey(last.namespace, last.name) }),
    ...(!selects && { remaining }),
  };
}
