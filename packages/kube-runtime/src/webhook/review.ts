/**
 * What the reviews of admission and of conversion share: they are read from JSON that anybody may have sent. Enter at {@link reviewRequest}.
 */
import { KubeError } from 'kube-core';
import { isObject, type JsonObject } from 'kube-core/json';

/** A kind as a review names it. */
export interface GroupVersionKindRef {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A resource as a review names it. */
export interface GroupVersionResourceRef {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** What a review has to be. */
export interface ReviewKind {
  /** `admission.k8s.io/v1`. */
  readonly apiVersion: string;
  /** `AdmissionReview`. */
  readonly kind: string;
}

/** @throws KubeError `webhook-review` that says what is there in the place of a review. */
export function notReview({ apiVersion, kind }: ReviewKind, problem: string): KubeError {
  return new KubeError('webhook-review', `this is no ${kind} of ${apiVersion}: ${problem}. Only an API server is to call this address`);
}

/**
 * The request of a review.
 *
 * @param body - What was sent, parsed.
 * @param wanted - The review that it has to be.
 * @throws KubeError `webhook-review` for what is no review, is one of another kind or version, or holds no request with a uid.
 */
export function reviewRequest(body: unknown, wanted: ReviewKind): JsonObject & { readonly uid: string } {
  if (!isObject(body)) throw notReview(wanted, 'the body is no JSON object');
  const { apiVersion, kind, request } = body;
  if (kind !== wanted.kind || apiVersion !== wanted.apiVersion)
    throw notReview(wanted, `its kind is ${shown(kind)}, its apiVersion ${shown(apiVersion)}`);
  if (!isObject(request)) throw notReview(wanted, 'it has no request');
  const { uid } = request;
  if (typeof uid !== 'string' || uid === '') throw notReview(wanted, 'its request has no uid');
  return { ...request, uid };
}

const shown = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : 'no text');

/** The parts of a reference as texts; empty where they are none. */
export const kindRef = (value: unknown): GroupVersionKindRef => {
  const text = textsOf(value);
  return { group: text('group'), version: text('version'), kind: text('kind') };
};

/** As {@link kindRef}. */
export const resourceRef = (value: unknown): GroupVersionResourceRef => {
  const text = textsOf(value);
  return { group: text('group'), version: text('version'), resource: text('resource') };
};

function textsOf(value: unknown): (field: string) => string {
  return (field) => {
    const found = isObject(value) ? value[field] : undefined;
    return typeof found === 'string' ? found : '';
  };
}
