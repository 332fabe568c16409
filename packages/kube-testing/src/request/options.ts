/**
 * The options of a call as the server reads and checks them: {@link writeOptions}, {@link listOptions}; those of a deletion are in `delete-options.ts`.
 */
import { forbidden as forbiddenValue, invalid as invalidValue, notSupported, quoted, required, type Finding } from 'kube-core/schema';
import { header, type ApiCall } from './incoming.js';
import { isTrue } from './route.js';
import { badRequest, internal, invalidOptions } from '../refusal.js';

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

/** @throws Refusal 422 that names what is wrong, if anything is. */
export function refuseAny(kind: string, findings: readonly Finding[]): void {
  if (findings.length > 0) throw invalidOptions(kind, findings);
}

/** What is wrong with a `dryRun`. */
export function dryRunFindings(values: readonly string[]): readonly Finding[] {
  return values.every((value) => value === '' || value === 'All') ? [] : [notSupported('dryRun', values, ['All'])];
}

/** The user agent up to its first slash: who an update is noted for when it does not say. */
function agentName(call: ApiCall): string {
  const name = header(call.request, 'user-agent').split('/')[0] ?? '';
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

/** A number of a query; undefined where there is none. @throws Refusal 400 for a text that is no integer of 64 bits. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const problem = integerProblem(text, 'ParseInt');
  if (problem !== undefined) throw badRequest(problem);
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

const ranges = {
  ParseInt: { form: /^[-+]?\d+$/, least: -(2n ** 63n), most: 2n ** 63n - 1n },
  ParseUint: { form: /^\d+$/, least: 0n, most: 2n ** 64n - 1n },
} as const;

/** Why a text is no integer of 64 bits, in Go's words; undefined for one that is. */
function integerProblem(text: string, parser: keyof typeof ranges): string | undefined {
  const { form, least, most } = ranges[parser];
  const words = (why: string): string => `strconv.${parser}: parsing ${quoted(text)}: ${why}`;
  if (!form.test(text)) return words('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  return value < least || value > most ? words('value out of range') : undefined;
}

/** The number of a resourceVersion; `undefined` for none. @throws Refusal for a text that is no version: each verb has its own. */
export function versionNumber(text: string, verb: ApiCall['verb']): number | undefined {
  if (text === '') return undefined;
  const problem = integerProblem(text, 'ParseUint');
  if (problem === undefined) return Number(text);
  if (verb === 'update' || verb === 'patch') throw internal(problem);
  const finding = invalidValue('resourceVersion', text, problem);
  const words = `${finding.path}: ${finding.message}`;
  throw verb === 'watch' || verb === 'get' ? internal(words) : badRequest(`invalid resource version: ${words}`);
}
