/**
 * What a call may ask for beside the object: the options of the Api's verbs, and the query that each becomes. Options that the
 * server would refuse, or would silently ignore, are refused here with a message that says what to do.
 */
import { hasCode, KubeError, messageOf } from '../errors.js';
import type { Frozen } from '../resource/definition.js';
import { parseFieldSelector } from '../resource/selector/field-selector.js';
import { printLabelSelector } from '../resource/selector/label-selector.js';
import type { LabelSelector } from '../resource/types.js';
import { checkOptions, oneOf, rules, type Rule, type Rules } from '../util/options.js';

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

/** Who writes are noted for. */
export const fieldManagerRule: Rule = {
  fits: (value) => typeof value === 'string' && value.length >= 1 && value.length <= 128,
  wanted: 'a name of 1 to 128 characters',
};

/** The rules of {@link CallOptions}. */
export const callRules: Rules<CallOptions> = { signal: rules.signal, timeoutSeconds: rules.count };
/** The rules of {@link SelectorOptions}. */
export const selectorRules: Rules<SelectorOptions> = { labelSelector: rules.anything, fieldSelector: rules.text };
const getRules: Rules<GetOptions> = { ...callRules, resourceVersion: rules.text };
const listRules: Rules<ListOptions> = {
  ...getRules,
  ...selectorRules,
  limit: rules.count,
  continue: rules.text,
  resourceVersionMatch: oneOf('Exact', 'NotOlderThan'),
};
const watchRules: Rules<WatchOptions> = { ...getRules, ...selectorRules, bookmarks: rules.flag, sendInitialEvents: rules.flag };
/** The rules of {@link WriteOptions}. */
export const writeRules: Rules<WriteOptions> = {
  ...callRules,
  dryRun: rules.flag,
  fieldManager: fieldManagerRule,
  fieldValidation: oneOf('Strict', 'Warn', 'Ignore'),
};
const patchRules: Rules<ApplyOptions> = { ...writeRules, force: rules.flag };
const deleteRules: Rules<DeleteOptions> = {
  ...callRules,
  dryRun: rules.flag,
  gracePeriodSeconds: rules.amount, // the server takes a negative one for 1
  propagationPolicy: oneOf('Foreground', 'Background', 'Orphan'),
  preconditions: rules.object,
};
const preconditionRules: Rules<NonNullable<DeleteOptions['preconditions']>> = { uid: rules.text, resourceVersion: rules.text };

/**
 * The query of a list.
 *
 * @throws KubeError `option` for an option that there is not, or a value that it cannot have; `params` for combinations that the server
 *   refuses or silently ignores.
 */
export function listQuery(options: ListOptions): Query {
  const given = checkOptions('a list', options, listRules);
  const { continue: token = '', limit } = given;
  const place: Query = token === '' ? versionQuery(given) : [['continue', token]]; // the token says which version
  return [...selectorQuery(given), ['limit', limit], ...place, timeout(given)];
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

/** @throws KubeError `option`, as {@link listQuery}. */
export const checkWatchOptions = (options: WatchOptions): WatchOptions => checkOptions('a watch', options, watchRules);

/** The query of a watch. @throws as {@link listQuery}: `params` when initial events are asked for without bookmarks. */
export function watchQuery(options: WatchOptions): Query {
  const given = checkWatchOptions(options);
  const { bookmarks = true, sendInitialEvents = false, resourceVersion, timeoutSeconds } = given;
  if (sendInitialEvents && !bookmarks) throw refuse('sendInitialEvents needs bookmarks: one of them says where the initial events end');
  return [
    ['watch', true],
    ...selectorQuery(given),
    ['resourceVersion', resourceVersion],
    ['allowWatchBookmarks', bookmarks || undefined],
    ['sendInitialEvents', sendInitialEvents || undefined],
    ['resourceVersionMatch', sendInitialEvents ? 'NotOlderThan' : undefined],
    ['timeoutSeconds', timeoutSeconds],
  ];
}

/** The query of a get. @throws as {@link listQuery}. */
export function getQuery(options: GetOptions): Query {
  const given = checkOptions('a get', options, getRules);
  return [['resourceVersion', given.resourceVersion], timeout(given)];
}

/** The query of a create or a replace. @throws as {@link listQuery}. */
export const writeQuery = (options: WriteOptions): Query => writtenQuery(checkOptions('a write', options, writeRules));

/** The query of a patch or an apply. @throws as {@link listQuery}. */
export const patchQuery = (options: ApplyOptions): Query => writtenQuery(checkOptions('a patch', options, patchRules));

const writtenQuery = ({ dryRun, fieldManager, fieldValidation, force, ...rest }: ApplyOptions): Query => [
  ['dryRun', dryRun === true ? 'All' : undefined],
  ['fieldManager', fieldManager],
  ['fieldValidation', fieldValidation],
  ['force', force === true ? true : undefined],
  timeout(rest),
];

/** The query of a delete of many; the options themselves travel in the body. @throws as {@link listQuery}. */
export function collectionQuery(options: DeleteOptions & SelectorOptions): Query {
  const given = checkOptions('a delete', options, { ...deleteRules, ...selectorRules });
  return [...selectorQuery(given), timeout(given)];
}

/** @throws KubeError `option`, as {@link listQuery}. */
export const checkDeleteOptions = (options: DeleteOptions): DeleteOptions => checkOptions('a delete', options, deleteRules);

/** The query of a delete of one object. @throws as {@link listQuery}. */
export const deleteQuery = (options: DeleteOptions): Query => [timeout(checkDeleteOptions(options))];

/** The body of a delete (meta/v1 DeleteOptions). @throws KubeError `option` for preconditions that there are not. */
export function deleteBody(options: DeleteOptions): Readonly<Record<string, unknown>> {
  const { dryRun, gracePeriodSeconds, propagationPolicy, preconditions } = options;
  return {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...(dryRun === true && { dryRun: ['All'] }),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(preconditions !== undefined && { preconditions: checkOptions('preconditions', preconditions, preconditionRules) }),
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

const timeout = ({ timeoutSeconds }: CallOptions): Query[number] => [
  'timeout',
  timeoutSeconds === undefined ? undefined : `${timeoutSeconds}s`,
];
