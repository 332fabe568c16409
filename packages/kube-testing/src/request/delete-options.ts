/**
 * The options of a deletion as the server reads and checks them: {@link deleteOptions}.
 */
import { isObject, listAt, objectAt, own, parseJson, textAt, type JsonObject } from 'kube-core/json';
import { notSupported, quoted } from 'kube-core/schema';
import { badRequest, unsupportedBody } from '../refusal.js';
import type { Propagation } from '../registry/resource.js';
import { bodyText, mediaType } from './decode.js';
import type { ApiCall } from './incoming.js';
import { dryRunFindings, integer, refuseAny } from './options.js';

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
  checkTypes(options, optionTypes);
  const preconditions = objectAt(options, 'preconditions');
  const dryRun = listAt(options, 'dryRun').filter((one) => typeof one === 'string');
  const policy = textAt(options, 'propagationPolicy') || oldPolicy(options.orphanDependents);
  const propagation = propagations.find((one) => one === policy);
  refuseAny('DeleteOptions', [
    ...dryRunFindings(dryRun),
    ...(policy === '' || propagation !== undefined
      ? []
      : [notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil'])]),
  ]);
  return {
    dryRun: dryRun.includes('All'),
    graceSeconds: secondsOf(options.gracePeriodSeconds),
    propagation,
    uid: textAt(preconditions, 'uid') || undefined,
    version: textAt(preconditions, 'resourceVersion') || undefined,
  };
}

/** What said it before there was a policy. */
const oldPolicy = (orphanDependents: unknown): string =>
  typeof orphanDependents !== 'boolean' ? '' : orphanDependents ? 'Orphan' : 'Background';

const optionTypes = {
  kind: 'string',
  apiVersion: 'string',
  gracePeriodSeconds: 'number',
  propagationPolicy: 'string',
  orphanDependents: 'boolean',
  dryRun: 'object',
  preconditions: 'object',
} as const;
const preconditionTypes = { uid: 'string', resourceVersion: 'string' } as const;

/** @throws Refusal 400 for an option of another type than it has. */
function checkTypes(options: JsonObject, types: Readonly<Record<string, string>>): void {
  for (const [field, type] of Object.entries(types)) {
    const value = own(options, field) ?? undefined;
    const found = typeof value === 'bigint' ? 'number' : typeof value;
    const isList = Array.isArray(value) === (field === 'dryRun');
    const isWhole = found !== 'number' || typeof value === 'bigint' || Number.isInteger(value);
    if (value !== undefined && (found !== type || !isList || !isWhole))
      throw badRequest(`json: cannot unmarshal the value of DeleteOptions.${field}: it has another type`);
  }
  if (types === optionTypes) checkTypes(objectAt(options, 'preconditions'), preconditionTypes);
}

/** A period as a number that is exact and not negative: the server takes one second for what is below zero. */
export function secondsOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  return value < 0 ? 1 : Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}

/** The media types of a body of options; some clients name none. */
const readable: ReadonlySet<string> = new Set(['', 'application/json', 'application/yaml']);

function deleteBody(call: ApiCall): JsonObject {
  const text = bodyText(call);
  if (text.trim() === '') return queryBody(call.query);
  if (!readable.has(mediaType(call))) throw unsupportedBody();
  const body = parsedOptions(text);
  const kind = textAt(body, 'kind');
  if (kind !== '' && kind !== 'DeleteOptions')
    throw badRequest(
      `no kind ${quoted(kind)} is registered for version ${quoted(textAt(body, 'apiVersion'))}: a delete takes DeleteOptions`,
    );
  return body;
}

function parsedOptions(text: string): JsonObject {
  const wrong = (): Error => badRequest('the body of a delete is no DeleteOptions in JSON');
  let body: unknown;
  try {
    body = parseJson(text);
  } catch {
    throw wrong();
  }
  if (isObject(body)) return body;
  throw wrong();
}

function queryBody(query: URLSearchParams): JsonObject {
  const grace = integer(query, 'gracePeriodSeconds');
  return {
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(query.has('propagationPolicy') && { propagationPolicy: query.get('propagationPolicy') }),
    ...(query.has('dryRun') && { dryRun: query.getAll('dryRun') }),
  };
}
