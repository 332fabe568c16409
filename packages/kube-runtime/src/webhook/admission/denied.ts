/**
 * A refusal that a handler means: {@link DeniedError}, and the one that findings make: {@link invalidError}.
 */
import { hasCode, KubeError, type Status } from 'kube-core';
import { isObject, objectAt, textAt } from 'kube-core/json';
import type { AdmissionReviewRequest } from './review.js';

/** One field and what is wrong with it: the findings of a validator of kube-core/schema are such. */
export interface DenialCause {
  /** Where: `spec.ports[0].name`. */
  readonly path: string;
  /** What: `Required value`. */
  readonly message: string;
  /** One word for programs. @defaultValue `FieldValueInvalid` */
  readonly code?: string;
}

/** Options of a {@link DeniedError}. */
export interface DeniedOptions {
  /** One word for programs. @defaultValue `Forbidden` */
  readonly reason?: string;
  /** The HTTP status that the client gets, from 400. @defaultValue 403 */
  readonly code?: number;
  /** The fields that are to blame. */
  readonly causes?: readonly DenialCause[];
}

/** Thrown by a handler: the request is refused, and the client is told why. What else a handler throws is a failure of the webhook. */
export class DeniedError extends KubeError {
  readonly options: DeniedOptions;

  /**
   * @param message - For whoever sent the request. The server puts the name of the webhook before it.
   * @param options - What programs are told.
   */
  constructor(message: string, options: DeniedOptions = {}) {
    super('webhook-denied', message);
    this.options = options;
  }
}

/** Whether a handler meant to refuse. */
export const isDenied = (error: unknown): error is DeniedError => hasCode(error, 'webhook-denied');

/** The Status of a refusal. */
export function denialStatus(denied: DeniedError, request: AdmissionReviewRequest): Status {
  const { message } = denied;
  const options: unknown = denied.options; // an error with the code that is no DeniedError refuses as well
  const { reason = 'Forbidden', code = 403, causes }: DeniedOptions = isObject(options) ? options : {};
  return { status: 'Failure', message, reason, code, ...(causes !== undefined && { details: detailsOf(causes, request) }) };
}

function detailsOf(causes: readonly DenialCause[], { name, kind }: AdmissionReviewRequest): NonNullable<Status['details']> {
  return {
    ...(name !== '' && { name }),
    group: kind.group,
    kind: kind.kind,
    causes: causes.map(({ path, message, code = 'FieldValueInvalid' }) => ({ reason: code, message, field: path })),
  };
}

/** What the server says of an object that breaks its schema, said of these findings. */
export function invalidError(
  causes: readonly DenialCause[],
  { kind, name, object }: Pick<AdmissionReviewRequest, 'kind' | 'name'> & { readonly object?: unknown },
): DeniedError {
  const said = causes.map(({ path, message }) => `${path}: ${message}`);
  const list = said.length === 1 ? said.join('') : `[${said.join(', ')}]`;
  const who = `${kind.kind}${kind.group === '' ? '' : `.${kind.group}`} ${JSON.stringify(name === '' ? generated(object) : name)}`;
  return new DeniedError(`${who} is invalid: ${list}`, { reason: 'Invalid', code: 422, causes });
}

const generated = (object: unknown): string => textAt(objectAt(object, 'metadata'), 'generateName');
