/**
 * The options of a call as the server reads and checks them: {@link writeOptions}, {@link listOptions}, {@link deleteOptions}.
 */
import type { Finding } from '../../schema/types.js';
import { isTrue, type ApiCall } from './call.js';
import { bodyText } from './decode.js';
import { isObject, listAt, objectAt, textAt, type JsonObject } from './json.js';
import { badRequest, forbiddenValue, internal, invalidOptions, invalidValue, notSupported, required } from './refusal.js';

/** How unknown fields are met. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** Options of a create, an update or a patch. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly manager: string;
  readonly fieldValidation: FieldValidation;
  readonly force: boolean;
}

/** What a manager is called that gives no name, and no user agent either. */
const nobody = 'unknown';
const longestManager = 128;
const validations: readonly FieldValidation[] = ['Ignore', 'Strict', 'Warn'];
const isValidation = (value: string): value is FieldValidation => validations.some((one) => one === value);

const optionsKind = { create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions' } as const;

/**
 * @param call - A write.
 * @param applies - Whether it is a server-side apply, which must name its manager.
 * @throws Refusal 422 for options that are none.
 */
export function writeOptions(call: ApiCall, applies = false): WriteOptions {
  const { query, verb } = call;
  const manager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const kind = verb === 'create' || verb === 'patch' ? optionsKind[verb] : optionsKind.update;
  refuseAny(kind, [
    ...dryRunFindings(query.getAll('dryRun')),
    ...(applies && manager === '' ? [required('fieldManager', 'is required for apply patch')] : []),
    ...(manager.length > longestManager
      ? [{ path: 'fieldManager', code: 'FieldValueTooLong', message: `Too long: may not be more than ${longestManager} bytes` }]
      : []),
    ...(validation === '' || isValidation(validation) ? [] : [notSupported('fieldValidation', validation, ['', ...validations])]),
    ...(!applies && query.has('force') && verb === 'patch' ? [forbiddenValue('force', 'may not be specified for non-apply patch')] : []),
  ]);
  return {
    dryRun: query.has('dryRun') && query.get('dryRun') !== '',
    manager: manager === '' ? agentName(call) : manager,
    fieldValidation: isValidation(validation) ? validation : 'Warn',
    force: isTrue(query.get('force')),
  };
}

function refuseAny(kind: string, findings: readonly Finding[]): void {
  if (findings.length > 0) throw invalidOptions(kind, findings);
}

function dryRunFindings(values: readonly string[]): readonly Finding[] {
  return values.every((value) => value === '' || value === 'All') ? [] : [notSupported('dryRun', values, ['All'])];
}

/** The user agent up to its first slash: who an update is noted for when it does not say. */
function agentName(call: ApiCall): string {
  const agent = call.request.headers['user-agent'];
  const name = (typeof agent === 'string' ? agent : '').split('/')[0] ?? '';
  return name === '' ? nobody : name.slice(0, longestManager);
}

/** Options of a list or a watch. */
export interface ListOptions {
  readonly limit: number;
  readonly continue: string;
  /** Empty: the most recent. */
  readonly version: string;
  readonly match: '' | 'Exact' | 'NotOlderThan';
  readonly labels: string;
  readonly fields: string;
  readonly sendInitialEvents: boolean;
  readonly bookmarks: boolean;
  readonly timeoutSeconds: number | undefined;
}

const matches = ['', 'Exact', 'NotOlderThan'] as const;

/** @throws Refusal 400 or 422 for options that are none, or do not go together. */
export function listOptions(call: ApiCall): ListOptions {
  const { query, verb } = call;
  const asked = query.get('resourceVersionMatch') ?? '';
  const timeoutSeconds = integer(query, 'timeoutSeconds');
  refuseAny('ListOptions', verb === 'watch' ? watchFindings(query, asked) : listFindings(query, asked));
  return {
    limit: integer(query, 'limit') ?? 0,
    continue: query.get('continue') ?? '',
    version: query.get('resourceVersion') ?? '',
    match: matches.find((match) => match === asked) ?? '',
    labels: query.get('labelSelector') ?? '',
    fields: query.get('fieldSelector') ?? '',
    sendInitialEvents: isTrue(query.get('sendInitialEvents')),
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    timeoutSeconds,
  };
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function listFindings(query: URLSearchParams, match: string): readonly Finding[] {
  const version = query.get('resourceVersion') ?? '';
  const field = 'resourceVersionMatch';
  if (query.has('sendInitialEvents')) return [forbiddenValue('sendInitialEvents', 'sendInitialEvents is forbidden for list')];
  if (match === '') return [];
  return [
    ...(query.get('continue') ? [forbiddenValue(field, 'resourceVersionMatch is forbidden when continue is provided')] : []),
    ...(version === '' ? [forbiddenValue(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided')] : []),
    ...(match === 'Exact' || match === 'NotOlderThan' ? [] : [notSupported(field, match, ['Exact', 'NotOlderThan', ''])]),
    ...(match === 'Exact' && version === '0'
      ? [forbiddenValue(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')]
      : []),
  ];
}

function watchFindings(query: URLSearchParams, match: string): readonly Finding[] {
  const field = 'resourceVersionMatch';
  const initial = query.has('sendInitialEvents');
  return [
    ...(!initial && match !== ''
      ? [forbiddenValue(field, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')]
      : []),
    ...(initial && match === '' ? [forbiddenValue(field, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')] : []),
    ...(match === '' || match === 'NotOlderThan' ? [] : [notSupported(field, match, ['NotOlderThan'])]),
  ];
}

const syntax = (text: string): string => `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;

/** The number of a resourceVersion; `undefined` for none. @throws Refusal for a text that is no version: each verb has its own. */
export function versionNumber(text: string, verb: ApiCall['verb']): number | undefined {
  if (text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  if (verb === 'update' || verb === 'patch') throw internal(syntax(text));
  const finding = invalidValue('resourceVersion', text, syntax(text));
  const words = `${finding.path}: ${finding.message}`;
  throw verb === 'watch' ? internal(words) : badRequest(`invalid resource version: ${words}`);
}

/** How a delete treats dependants. */
export type Propagation = 'Orphan' | 'Background' | 'Foreground';

/** Options of a delete. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly graceSeconds: number | undefined;
  readonly propagation: Propagation | undefined;
  readonly uid: string | undefined;
  readonly version: string | undefined;
}

const propagations: readonly Propagation[] = ['Orphan', 'Background', 'Foreground'];

/** The options of a delete, from its body or else its query. @throws Refusal 422 for options that are none, 400 for a body that is no JSON. */
export function deleteOptions(call: ApiCall): DeleteOptions {
  const options = deleteBody(call);
  const preconditions = objectAt(options, 'preconditions');
  const dryRun = listAt(options, 'dryRun').map(String);
  const policy = textAt(options, 'propagationPolicy');
  const propagation = propagations.find((one) => one === policy);
  refuseAny('DeleteOptions', [
    ...dryRunFindings(dryRun),
    ...(policy === '' || propagation !== undefined
      ? []
      : [notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil'])]),
  ]);
  const grace = options.gracePeriodSeconds;
  return {
    dryRun: dryRun.includes('All'),
    graceSeconds: typeof grace === 'number' ? grace : undefined,
    propagation,
    uid: textAt(preconditions, 'uid') || undefined,
    version: textAt(preconditions, 'resourceVersion') || undefined,
  };
}

function deleteBody(call: ApiCall): JsonObject {
  const text = bodyText(call);
  if (text.trim() === '') return queryBody(call.query);
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : {};
  } catch {
    throw badRequest(`the body of a delete is no JSON: ${text.slice(0, 80)}`);
  }
}

function queryBody(query: URLSearchParams): JsonObject {
  const grace = integer(query, 'gracePeriodSeconds');
  return {
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(query.has('propagationPolicy') && { propagationPolicy: query.get('propagationPolicy') }),
    ...(query.has('dryRun') && { dryRun: query.getAll('dryRun') }),
  };
}
