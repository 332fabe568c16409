/**
 * The ConversionReview of apiextensions.k8s.io/v1, as it is sent and answered: {@link readConversion} reads the request out of a body.
 */
import type { Status } from 'kube-core';
import { isList, isObject, type JsonObject } from 'kube-core/json';
import { notReview, reviewRequest, type ReviewKind } from '../review.js';

/** What an API server asks: some objects of one kind, in another version. */
export interface ConversionReviewRequest {
  readonly uid: string;
  /** `example.com/v1`. */
  readonly desiredAPIVersion: string;
  readonly objects: readonly JsonObject[];
}

/** What is answered: all the objects in their order, or none. */
export interface ConversionReviewResponse {
  readonly uid: string;
  readonly convertedObjects: readonly JsonObject[];
  readonly result: Status;
}

/** The whole, either way. */
export interface ConversionReview {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'ConversionReview';
  readonly request?: ConversionReviewRequest;
  readonly response?: ConversionReviewResponse;
}

const review = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview' } as const satisfies ReviewKind;

/** The answer as a body. */
export const conversionReview = (response: ConversionReviewResponse): ConversionReview => ({ ...review, response });

/**
 * @param body - What was sent, parsed.
 * @throws KubeError `webhook-review` for what is no ConversionReview of v1 with a request that can be answered.
 */
export function readConversion(body: unknown): ConversionReviewRequest {
  const { uid, desiredAPIVersion, objects } = reviewRequest(body, review);
  if (typeof desiredAPIVersion !== 'string' || desiredAPIVersion === '') throw notReview(review, 'its request has no desiredAPIVersion');
  if (!isList(objects)) throw notReview(review, 'its request has no list of objects');
  if (!objects.every(isObject)) throw notReview(review, 'not all of its objects are objects');
  return { uid, desiredAPIVersion, objects };
}
