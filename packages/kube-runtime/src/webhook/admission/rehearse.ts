/**
 * What an API server would come to, without one: {@link rehearse} asks the webhooks that were declared, one after the other, for tests.
 */
import { randomUUID } from 'node:crypto';
import { apiVersionOf, nameOf, namespaceOf, type Clock, type KubeObject, type ResourceDefinition, type Status } from 'kube-core';
import { parseJson, toJson } from 'kube-core/json';
import { admit } from './admit.js';
import type { Hook } from './hook.js';
import { admissionReview, readAdmission, type AdmissionReviewRequest, type Operation, type UserInfo } from './review.js';

/** A write to rehearse. */
export interface Rehearsal<K extends KubeObject> {
  /** What is to be written; absent for a DELETE. */
  readonly object?: K;
  /** What is stored; absent for a CREATE. */
  readonly oldObject?: K;
  /** @defaultValue CREATE, UPDATE or DELETE, by the objects that there are */
  readonly operation?: Operation;
  /** `status`, for example. @defaultValue the object itself */
  readonly subresource?: string;
  /** @defaultValue false */
  readonly dryRun?: boolean;
  /** @defaultValue nobody in particular */
  readonly userInfo?: UserInfo;
}

/** What came of it. */
export interface Rehearsed<K extends KubeObject> {
  readonly allowed: boolean;
  /** The object after all mutating webhooks; as far as they came, where it was refused. */
  readonly object: K | undefined;
  /** Why it was refused, as the webhook said it: the server puts the name of the webhook before the message. */
  readonly status: Status | undefined;
  readonly warnings: readonly string[];
  /** What a webhook threw that failed, in place of refusing: whoever asks is not told. The webhooks behind one that is ignored are asked. */
  readonly error?: unknown;
}

/** The hooks of a server, and what they are called with. */
export interface RehearseOptions {
  readonly hooks: readonly Hook[];
  readonly clock: Clock;
}

/**
 * Calls the mutating webhooks of a kind, each with what the one before made, then the validating ones. Selectors and match conditions are the
 * server's, and do not count here.
 */
export async function rehearse<K extends KubeObject>(
  definition: ResourceDefinition<K>,
  rehearsal: Rehearsal<K>,
  { hooks, clock }: RehearseOptions,
): Promise<Rehearsed<K>> {
  const operation = rehearsal.operation ?? operationOf(rehearsal);
  const { signal } = new AbortController();
  const warnings: string[] = [];
  let { object } = rehearsal;
  let failure: { readonly error?: unknown } = {};
  for (const hook of inOrder(hooks, definition, { operation, subresource: rehearsal.subresource })) {
    const request = requestOf(definition, { ...rehearsal, operation, ...(object !== undefined && { object }) });
    const verdict = await admit(hook, request, { clock, signal });
    warnings.push(...(verdict.response?.warnings ?? []));
    if (verdict.state === 'failed') failure = { error: verdict.error };
    if (verdict.response?.allowed === false) return { allowed: false, object, status: verdict.response.status, warnings, ...failure };
    if (verdict.state === 'answered' && verdict.changed !== undefined) object = verdict.changed as K; // what the handler for K made of one
  }
  return { allowed: true, object, status: undefined, warnings, ...failure };
}

function operationOf({ object, oldObject }: Rehearsal<KubeObject>): Operation {
  if (object === undefined) return 'DELETE';
  return oldObject === undefined ? 'CREATE' : 'UPDATE';
}

function inOrder(
  hooks: readonly Hook[],
  definition: ResourceDefinition,
  { operation, subresource }: { readonly operation: Operation; readonly subresource: string | undefined },
): readonly Hook[] {
  const own = hooks.filter(
    ({ definition: of, options }) =>
      of.group === definition.group &&
      of.version === definition.version &&
      of.plural === definition.plural &&
      options.operations.includes(operation) &&
      options.subresource === subresource,
  );
  return [...own.filter(({ type }) => type === 'mutate'), ...own.filter(({ type }) => type === 'validate')];
}

/** By way of JSON, as it would come: what is no JSON does not get by. */
function requestOf<K extends KubeObject>(
  definition: ResourceDefinition<K>,
  { object, oldObject, operation, subresource, dryRun = false, userInfo = {} }: Rehearsal<K>,
): AdmissionReviewRequest {
  const { group, version, kind, plural } = definition;
  const typed = (value: K | undefined): object | undefined =>
    value === undefined ? undefined : { apiVersion: apiVersionOf(definition), kind, ...value };
  const subject = object ?? oldObject;
  const request = {
    uid: randomUUID(),
    kind: { group, version, kind },
    resource: { group, version, resource: plural },
    subResource: subresource,
    name: subject === undefined ? '' : nameOf(subject),
    namespace: subject === undefined ? '' : namespaceOf(subject),
    operation,
    userInfo,
    object: typed(object),
    oldObject: typed(oldObject),
    dryRun,
  };
  return readAdmission(parseJson(toJson({ ...admissionReview({ uid: '', allowed: true }), response: undefined, request })));
}
