/**
 * What a call may ask for beside the object: the options of the Api's verbs, and the query that each becomes. Options that the
 * server would refuse, or would silently ignore, are refused here with a message that says what to do.
 */
import { hasCode, KubeError, messageOf } from '../errors.js';
import type { Frozen } from '../resource/definition.js';
import { parseFieldSelector } from '../resource/selector/field-selector.js';
import { printLabelSelector } from '../resource/selector/label-selector.js';
import type { LabelSelector } from '../resource/types.js';
import { unwanted } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';

/** Options of every call. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long the server may take, in whole seconds; it caps short calls at 60 s by itself. */
  readonly timeoutSeconds?: number;
}

/** Which version an answer may come from; see the API concepts, "Resource versions". */
export interface VersionOptions {
  /** Empty or absent: the most recent; `'0'`: whatever the server has cached; else not older than this version. */
  readonly resourceVersion?: string;
}

/** Options of a get. */
export interface GetOptions extends CallOptions, VersionOptions {}

/** What selects the objects of a list, a watch or a collection that is deleted. */
export interface SelectorOptions {
  /** `app=nginx,tier in (web, api),!canary`, or as a kind has it in a field: `deployment.spec.selector`. */
  readonly labelSelector?: string | Frozen<LabelSelector>;
  /** `metadata.name=x,spec.nodeName=y`; which fields can be selected depends on the kind. */
  readonly fieldSelector?: string;
}

/** Options of a list. */
export interface ListOptions extends CallOptions, VersionOptions, SelectorOptions {
  /** At most so many objects in one answer; `metadata.continue` asks for the rest. The server ignores it at resourceVersion `'0'`. */
  readonly limit?: number;
  /** The `metadata.continue` of the page before. Everything else must be as it was there, but for the resourceVersion, which is not sent. */
  readonly continue?: string;
  /**
   * `Exact`: as it was at that version; `NotOlderThan`: at that version or later. Needs a resourceVersion.
   *
   * @defaultValue `NotOlderThan`, also where a limit is set: left to itself the server would then mean `Exact`
   */
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

/** Options of a raw watch: one connection, as the server gives it. `kube-runtime`'s watcher keeps one going. */
export interface WatchOptions extends CallOptions, VersionOptions, SelectorOptions {
  /** Asks for a bookmark about every minute. @defaultValue true */
  readonly bookmarks?: boolean;
  /** Asks for the objects that exist as events, ended by a bookmark (KEP-3157); needs bookmarks. @defaultValue false */
  readonly sendInitialEvents?: boolean;
}

/** How strictly the server looks at fields it does not know. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** Options of every write. */
export interface WriteOptions extends CallOptions {
  /** Everything happens but the write itself. @defaultValue false */
  readonly dryRun?: boolean;
  /** Who is noted in managedFields; at most 128 characters. @defaultValue the client's `fieldManager` */
  readonly fieldManager?: string;
  /** Unknown and duplicate fields: refused, warned of or dropped. @defaultValue the server's, `Warn` */
  readonly fieldValidation?: FieldValidation;
}

/** Options of a server-side apply. */
export interface ApplyOptions extends WriteOptions {
  /** Takes over fields that another manager owns, where the call would end in a conflict. Controllers set it. @defaultValue false */
  readonly force?: boolean;
}

/** Options of a delete. */
export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean;
  /** Seconds that the object may take to end; 0 deletes at once. @defaultValue the kind's own */
  readonly gracePeriodSeconds?: number;
  /** What happens to dependants. `Foreground`: they go first; `Background`: after; `Orphan`: they stay. @defaultValue the kind's own */
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  /** The delete is refused (409) unless the stored object has this uid or version. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Names and values of a query, in the order they are sent. */
export type Query = readonly (readonly [name: string, value: string | number | boolean | undefined])[];

const refuse = (message: string): KubeError => new KubeError('params', message);

/** The query of a list. @throws KubeError `params` for combinations that the server refuses or silently ignores. */
export function listQuery(options: ListOptions): Query {
  const deadline = timeout(options);
  const { continue: token = '' } = options;
  const place: Query = token === '' ? versionQuery(options) : [['continue', token]]; // the token says which version
  return [...selectorQuery(options), ['limit', wholeNumber('limit', options.limit)], ...place, deadline];
}

function versionQuery({ resourceVersion: version = '', resourceVersionMatch: match, limit }: ListOptions): Query {
  if (version === '' && match !== undefined) throw refuse(`resourceVersionMatch ${match} needs a resourceVersion`);
  if (version === '0' && match === 'Exact') throw refuse('resourceVersionMatch Exact needs a version, and "0" is none');
  if (version === '') return [];
  const byDefault = limit === undefined || version === '0' ? undefined : 'NotOlderThan';
  return [
    ['resourceVersion', version],
    ['resourceVersionMatch', match ?? byDefault],
  ];
}

/** The query of a watch. @throws KubeError `params` when initial events are asked for without bookmarks. */
export function watchQuery(options: WatchOptions): Query {
  checkTypes(options);
  const { bookmarks = true, sendInitialEvents = false } = options;
  if (sendInitialEvents && !bookmarks) throw refuse('sendInitialEvents needs bookmarks: one of them says where the initial events end');
  return [
    ['watch', true],
    ...selectorQuery(options),
    ['resourceVersion', options.resourceVersion],
    ['allowWatchBookmarks', bookmarks || undefined],
    ['sendInitialEvents', sendInitialEvents || undefined],
    ['resourceVersionMatch', sendInitialEvents ? 'NotOlderThan' : undefined],
    ['timeoutSeconds', wholeNumber('timeoutSeconds', options.timeoutSeconds)],
  ];
}

/** The query of a get. */
export function getQuery(options: GetOptions): Query {
  const deadline = timeout(options);
  return [['resourceVersion', options.resourceVersion], deadline];
}

/** The query of a create, a replace or a patch. @throws KubeError `params` when the field manager is too long or empty. */
export function writeQuery(options: ApplyOptions): Query {
  const deadline = timeout(options);
  const manager = options.fieldManager;
  if (manager !== undefined && (manager === '' || manager.length > 128)) {
    throw refuse(`fieldManager has ${manager.length} characters; it has 1 to 128`);
  }
  return [
    ['dryRun', options.dryRun === true ? 'All' : undefined],
    ['fieldManager', manager],
    ['fieldValidation', options.fieldValidation],
    ['force', options.force === true ? true : undefined],
    deadline,
  ];
}

/** The query of a delete of many; the options themselves travel in the body. */
export function deleteQuery(options: DeleteOptions & SelectorOptions): Query {
  const deadline = timeout(options);
  return [...selectorQuery(options), deadline];
}

/** The body of a delete (meta/v1 DeleteOptions). @throws KubeError `params` for a value that the server refuses or takes for another. */
export function deleteBody(options: DeleteOptions): Readonly<Record<string, unknown>> {
  const { dryRun, gracePeriodSeconds, propagationPolicy, preconditions } = options;
  wholeNumber('gracePeriodSeconds', gracePeriodSeconds, 0); // the server takes a negative one for 1
  checkPreconditions(preconditions);
  return {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...(dryRun === true && { dryRun: ['All'] }),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(preconditions !== undefined && { preconditions }),
  };
}

/** Texts are sent as they were written, once they are known to be selectors. */
function selectorQuery({ labelSelector, fieldSelector }: SelectorOptions): Query {
  const labels = labelSelector === undefined ? undefined : named('labelSelector', () => printLabelSelector(labelSelector));
  if (fieldSelector !== undefined) named('fieldSelector', () => parseFieldSelector(fieldSelector));
  return [
    ['labelSelector', typeof labelSelector === 'string' ? labelSelector : labels],
    ['fieldSelector', fieldSelector],
  ];
}

/** What a selector is, or its refusal with the name of the option. */
function named<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!hasCode(cause, 'selector')) throw cause;
    throw new KubeError('selector', `${option}: ${messageOf(cause)}`, { cause });
  }
}

/** The options of every verb pass here. */
function timeout(options: CallOptions): Query[number] {
  checkTypes(options);
  const seconds = wholeNumber('timeoutSeconds', options.timeoutSeconds);
  return ['timeout', seconds === undefined ? undefined : `${seconds}s`];
}

/** What each option may be, by its name; whole numbers are looked at where they stand. */
const optionTypes: Readonly<Record<string, 'string' | 'boolean' | readonly string[]>> = {
  fieldSelector: 'string',
  resourceVersion: 'string',
  continue: 'string',
  fieldManager: 'string',
  dryRun: 'boolean',
  force: 'boolean',
  bookmarks: 'boolean',
  sendInitialEvents: 'boolean',
  resourceVersionMatch: ['Exact', 'NotOlderThan'],
  fieldValidation: ['Strict', 'Warn', 'Ignore'],
  propagationPolicy: ['Foreground', 'Background', 'Orphan'],
};

/** From JavaScript, and from `any`, options may be anything. A text for a boolean would be left out of the query: a dry run would write. */
function checkTypes(options: unknown): void {
  if (!isObject(options)) throw unwanted('the options of a call are an object', options);
  for (const [name, type] of Object.entries(optionTypes)) checkType(name, options[name], type);
}

function checkType(name: string, value: unknown, type: string | readonly string[]): void {
  if (value === undefined || typeof value === type) return;
  if (typeof type === 'string') throw unwanted(`${name} is a ${type}`, value);
  if (typeof value !== 'string') throw unwanted(`${name} is one of ${type.join(', ')}`, value);
  if (!type.includes(value)) throw refuse(`${name} is one of ${type.join(', ')}; this is "${value}"`);
}

function checkPreconditions(preconditions: unknown): void {
  if (preconditions === undefined) return;
  const wanted = 'preconditions are { uid, resourceVersion }, of which each is a string';
  if (!isObject(preconditions)) throw unwanted(wanted, preconditions);
  for (const [name, value] of Object.entries(preconditions)) {
    if (name !== 'uid' && name !== 'resourceVersion') throw refuse(`${wanted}; there is no ${name}`);
    if (value !== undefined && typeof value !== 'string') throw unwanted(wanted, value);
  }
}

function wholeNumber(name: string, value: number | undefined, least = 1): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return value;
  throw refuse(`${name} is ${value}; it is a whole number from ${least}`);
}
