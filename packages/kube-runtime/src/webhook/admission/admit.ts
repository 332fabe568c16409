/**
 * From a request to its answer: {@link admit} calls the handler of a webhook, in its time, and makes a verdict of what comes of it.
 */
import type { JsonPatch, Status } from 'kube-core';
import { copied, isObject, toJson, type JsonObject } from 'kube-core/json';
import { calledInTime, failureText, LateError, type CallOptions } from '../handling.js';
import { denialStatus, isDenied } from './denied.js';
import type { Handled, Hook } from './hook.js';
import { jsonDiff } from './json-diff.js';
import type { AnyRequest } from './request.js';
import type { AdmissionReviewRequest, AdmissionReviewResponse } from './review.js';

/**
 * What came of a request.
 *
 * - `answered`: the handler allowed or refused it; `changed` is what the patch makes of the object, where there is one.
 * - `failed`: the handler did neither. There is an answer where the request is to be refused; where the webhook is to be ignored, there is none.
 */
export type Verdict =
  | { readonly state: 'answered'; readonly response: AdmissionReviewResponse; readonly changed?: unknown }
  | { readonly state: 'failed'; readonly error: unknown; readonly response: AdmissionReviewResponse | undefined };

/** Calls the handler, and does not throw. */
export async function admit(hook: Hook, review: AdmissionReviewRequest, options: CallOptions): Promise<Verdict> {
  const said = new Said();
  try {
    const call = (signal: AbortSignal): Promise<Handled> => hook.handle(requestOf(review, { signal, said }));
    const { changed } = await calledInTime(call, options, hook.options.timeoutSeconds * 1000);
    const steps = changed === undefined || review.object === undefined ? [] : jsonDiff(review.object, changed);
    const response = { uid: review.uid, allowed: true, ...patchOf(steps), ...said.fields };
    return { state: 'answered', response, ...(steps.length > 0 && { changed }) };
  } catch (error) {
    if (isDenied(error)) return { state: 'answered', response: { ...refusal(review, denialStatus(error, review)), ...said.fields } };
    return { state: 'failed', error, response: hook.options.failurePolicy === 'Fail' ? failure(review, error) : undefined };
  }
}

const refusal = ({ uid }: AdmissionReviewRequest, status: Status): AdmissionReviewResponse => ({ uid, allowed: false, status });

function failure(review: AdmissionReviewRequest, error: unknown): AdmissionReviewResponse {
  const isLate = error instanceof LateError;
  const message = failureText(error, review.uid);
  return refusal(review, { status: 'Failure', message, reason: isLate ? 'Timeout' : 'InternalError', code: isLate ? 504 : 500 });
}

/** Without a field where nothing is to be changed: an empty patch costs the server the whole way. */
function patchOf(steps: readonly JsonPatch[]): Pick<AdmissionReviewResponse, 'patch' | 'patchType'> {
  return steps.length === 0 ? {} : { patch: Buffer.from(toJson(steps)).toString('base64'), patchType: 'JSONPatch' };
}

/** What a handler says beside its verdict. */
class Said {
  readonly #warnings: string[] = [];
  readonly #notes: Record<string, string> = {};

  warn(message: string): void {
    this.#warnings.push(message.replace(/[\r\n]+/g, ' '));
  }

  audit(key: string, value: string): void {
    this.#notes[key] = value;
  }

  get fields(): Pick<AdmissionReviewResponse, 'warnings' | 'auditAnnotations'> {
    return {
      ...(this.#warnings.length > 0 && { warnings: this.#warnings }),
      ...(Object.keys(this.#notes).length > 0 && { auditAnnotations: this.#notes }),
    };
  }
}

/** The handler's own copies: the patch is the difference from what was sent, also where it changes the object in place. */
const requestOf = (
  review: AdmissionReviewRequest,
  { signal, said }: { readonly signal: AbortSignal; readonly said: Said },
): AnyRequest => ({
  ...review,
  object: copyOf(review.object),
  oldObject: copyOf(review.oldObject),
  signal,
  warn: (message) => said.warn(message),
  audit: (key, value) => said.audit(key, value),
});

function copyOf(value: JsonObject | undefined): JsonObject | undefined {
  const copy = copied(value);
  return isObject(copy) ? copy : undefined;
}
