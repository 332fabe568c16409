/**
 * What the API says when it refuses: {@link Status}, the {@link ApiError} that carries it, and the guards that tell one refusal
 * from another. A guard looks at the reason, and at the code where a proxy answered without one.
 */
import { hasCode, KubeError } from '../errors.js';
import type { ListMeta } from '../resource/types.js';

/** One cause of a refusal: which field, and what is wrong with it. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The API's answer when there is no object to answer with (meta/v1 Status). */
export interface Status {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ListMeta;
  readonly status?: 'Success' | 'Failure' | (string & {});
  readonly message?: string;
  /** One word for programs, `NotFound` for example; several reasons share one code. */
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    /** The resource, `pods`, where the name is that of an object. */
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code?: number;
}

/** The API refused a call. {@link ApiError.status} says why, in the server's own words. */
export class ApiError extends KubeError {
  readonly status: Status;
  /** The `Audit-Id` of the call, if the server gave one: what to look for in its audit log. */
  readonly auditId: string | undefined;

  /**
   * @param status - What the server answered.
   * @param options - The call that was refused (`GET /api/v1/pods`, without its query) and the audit id.
   */
  constructor(status: Status, options: { readonly call?: string; readonly auditId?: string | undefined } = {}) {
    const words = [status.message, status.reason].find((text) => text !== undefined && text !== '') ?? 'the server gave no reason';
    const code = status.code === undefined ? '' : `: ${status.code}`;
    super('api', options.call === undefined ? words : `${words} (${options.call}${code})`);
    this.status = status;
    this.auditId = options.auditId;
  }
}

/** Whether the API refused the call. */
export const isApiError = (error: unknown): error is ApiError => hasCode(error, 'api');

const reasonsOfCode: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};
const knownReasons: ReadonlySet<string> = new Set([
  ...Object.values(reasonsOfCode),
  'AlreadyExists',
  'Expired',
  'ServerTimeout',
  'StorageReadError',
]);

/** The reason, or the one that the code stands for where a proxy gave a foreign reason or none. */
function reasonOf(status: Status): string {
  const reason = status.reason ?? '';
  return knownReasons.has(reason) ? reason : (reasonsOfCode[status.code ?? 0] ?? reason);
}

const refused =
  (...reasons: readonly string[]) =>
  (error: unknown): error is ApiError =>
    isApiError(error) && reasons.includes(reasonOf(error.status));

/** 404: there is no such object, or no such kind. */
export const isNotFound = refused('NotFound');
/** 409 on a create: the name is taken. */
export const isAlreadyExists = refused('AlreadyExists');
/** 409: the object has changed since it was read, or another manager owns a field that was applied. */
export const isConflict = refused('Conflict');
/** 410: the resourceVersion or continue token is too old; list again. */
export const isGone = refused('Gone', 'Expired');
/** 422: the object breaks a rule of its kind; `status.details.causes` names the fields. */
export const isInvalid = refused('Invalid');
/** 403: the caller lacks a right; the message says which. */
export const isForbidden = refused('Forbidden');
/** 401: the server does not know the caller. */
export const isUnauthorized = refused('Unauthorized');
/** 429: too many requests; wait `status.details.retryAfterSeconds`. */
export const isTooManyRequests = refused('TooManyRequests');

/** What a call answers; nothing where the server has no such thing. @throws any other refusal. */
export async function orNone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether a parsed answer is a Status rather than an object, by its kind (and its apiVersion, where it has one). */
export function isStatus(value: unknown): value is Status {
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'kind') !== 'Status') return false;
  return ['v1', undefined].includes(Reflect.get(value, 'apiVersion') as string | undefined); // whatever it is, it is only compared
}

type Types = ReadonlyMap<string, 'string' | 'number' | 'object'>;

const typesOf = (strings: readonly string[], others: Iterable<readonly [string, 'number' | 'object']> = []): Types =>
  new Map([...strings.map((name) => [name, 'string'] as const), ...others]);

const statusTypes = typesOf(
  ['apiVersion', 'kind', 'status', 'message', 'reason'],
  [
    ['code', 'number'],
    ['metadata', 'object'],
  ],
);
const detailTypes = typesOf(['name', 'group', 'kind', 'uid'], [['retryAfterSeconds', 'number']]);
const causeTypes = typesOf(['reason', 'message', 'field']);

/** The Status that a server or a proxy sent, without fields whose type is not that of a Status. */
export function readStatus(value: object): Status {
  const details: unknown = Reflect.get(value, 'details');
  const { details: _, ...rest } = ofTypes(value, statusTypes);
  if (typeof details !== 'object' || details === null) return rest;
  const causes: unknown = Reflect.get(details, 'causes');
  const { causes: __, ...known } = ofTypes(details, detailTypes);
  return { ...rest, details: { ...known, ...(Array.isArray(causes) && { causes: causes.flatMap(readCause) }) } };
}

const readCause = (cause: unknown): StatusCause[] => (typeof cause === 'object' && cause !== null ? [ofTypes(cause, causeTypes)] : []);

/** Every field but those that are to have a type and have another. */
function ofTypes(value: object, types: Types): Readonly<Record<string, never>> {
  const kept = Object.entries(value).filter(([name, field]: [string, unknown]) => {
    const wanted = types.get(name);
    return wanted === undefined || (typeof field === wanted && field !== null);
  });
  return Object.fromEntries(kept) as Readonly<Record<string, never>>; // each named field has its type, by the line above
}

/** How much of a foreign body goes into a message: client-go's limit. */
const longestForeignBody = 2048;

/**
 * The Status of a refusal, whatever its body: the server's own if the body is one, else one made from the code, with the text as
 * its message (a proxy's page, or the plain text of API priority and fairness).
 */
export function statusFrom(code: number, body: string, method = 'GET'): Status {
  const own = parseStatus(body);
  if (own !== undefined) return { ...own, code: own.code ?? code };
  const text = body.trim().slice(0, longestForeignBody);
  const reason = code === 409 && method === 'POST' ? 'AlreadyExists' : (reasonsOfCode[code] ?? (code >= 500 ? 'InternalError' : 'Unknown'));
  return {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code,
    reason,
    message: text === '' ? `the server answered ${code} without a message` : text,
    details: { causes: [{ reason: 'UnexpectedServerResponse', message: text }] },
  };
}

function parseStatus(body: string): Status | undefined {
  if (!body.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return isStatus(value) ? readStatus(value) : undefined;
  } catch {
    return undefined;
  }
}
