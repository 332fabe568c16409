/**
 * The AdmissionReview of admission.k8s.io/v1, as it is sent and answered: {@link readAdmission} reads the request out of a body.
 */
import type { Status } from 'kube-core';
import { isList, isObject, listAt, textAt, type JsonObject } from 'kube-core/json';
import {
  kindRef,
  notReview,
  resourceRef,
  reviewRequest,
  type GroupVersionKindRef,
  type GroupVersionResourceRef,
  type ReviewKind,
} from '../review.js';

/** What is done to an object. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** All that there are. */
export const operations: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/** Who asks. */
export interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What an API server asks, object by object. */
export interface AdmissionReviewRequest {
  readonly uid: string;
  /** The kind of {@link AdmissionReviewRequest.object}: as the rule of the webhook names it. */
  readonly kind: GroupVersionKindRef;
  readonly resource: GroupVersionResourceRef;
  /** `status`, for example; empty for the object itself. */
  readonly subResource: string;
  /** The kind that the client wrote: another version, where `matchPolicy` is `Equivalent`. */
  readonly requestKind: GroupVersionKindRef;
  readonly requestResource: GroupVersionResourceRef;
  readonly requestSubResource: string;
  /** May be empty where the server makes one out of `generateName`. */
  readonly name: string;
  /** Empty for a cluster-scoped kind. */
  readonly namespace: string;
  readonly operation: Operation;
  readonly userInfo: UserInfo;
  /** What is to be written, or the options of a CONNECT; absent for a DELETE. */
  readonly object: JsonObject | undefined;
  /** What is stored; absent for a CREATE and a CONNECT. */
  readonly oldObject: JsonObject | undefined;
  readonly dryRun: boolean;
  /** The options of the call: CreateOptions, UpdateOptions, PatchOptions or DeleteOptions of meta/v1. */
  readonly options: JsonObject;
}

/** What is answered. */
export interface AdmissionReviewResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: Status;
  /** The JSON patch, in base64. */
  readonly patch?: string;
  readonly patchType?: 'JSONPatch';
  readonly warnings?: readonly string[];
  /** By keys that the server puts the name of the webhook before. */
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/** The whole, either way. */
export interface AdmissionReview {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly request?: AdmissionReviewRequest;
  readonly response?: AdmissionReviewResponse;
}

const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' } as const satisfies ReviewKind;

/** The answer as a body. */
export const admissionReview = (response: AdmissionReviewResponse): AdmissionReview => ({ ...review, response });

/**
 * @param body - What was sent, parsed.
 * @throws KubeError `webhook-review` for what is no AdmissionReview of v1 with a request that can be answered.
 */
export function readAdmission(body: unknown): AdmissionReviewRequest {
  const request = reviewRequest(body, review);
  const operation = operations.find((each) => each === request['operation']);
  if (operation === undefined) throw notReview(review, `its operation is none of ${operations.join(', ')}`);
  const [object, oldObject] = [objectOf(request['object']), objectOf(request['oldObject'])];
  checkObjects(operation, { object, oldObject });
  const [kind, resource] = [kindRef(request['kind']), resourceRef(request['resource'])];
  return {
    uid: request.uid,
    kind,
    resource,
    subResource: textAt(request, 'subResource'),
    requestKind: isObject(request['requestKind']) ? kindRef(request['requestKind']) : kind,
    requestResource: isObject(request['requestResource']) ? resourceRef(request['requestResource']) : resource,
    requestSubResource: textAt(request, 'requestSubResource'),
    name: textAt(request, 'name'),
    namespace: textAt(request, 'namespace'),
    operation,
    userInfo: userInfoOf(request['userInfo']),
    object,
    oldObject,
    dryRun: request['dryRun'] === true,
    options: objectOf(request['options']) ?? {},
  };
}

const objectOf = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined);

/** What handlers rely on. */
function checkObjects(operation: Operation, { object, oldObject }: Pick<AdmissionReviewRequest, 'object' | 'oldObject'>): void {
  if (object === undefined && operation !== 'DELETE') throw notReview(review, `its ${operation} has no object`);
  if (oldObject === undefined && (operation === 'UPDATE' || operation === 'DELETE'))
    throw notReview(review, `its ${operation} has no oldObject`);
}

const texts = (list: readonly unknown[]): readonly string[] => list.filter((each) => typeof each === 'string');

function userInfoOf(value: unknown): UserInfo {
  const [username, uid] = [textAt(value, 'username'), textAt(value, 'uid')];
  const extra = isObject(value) && isObject(value['extra']) ? value['extra'] : undefined;
  return {
    ...(username !== '' && { username }),
    ...(uid !== '' && { uid }),
    groups: texts(listAt(value, 'groups')),
    ...(extra !== undefined && {
      extra: Object.fromEntries(Object.entries(extra).map(([key, list]) => [key, texts(isList(list) ? list : [])])),
    }),
  };
}
