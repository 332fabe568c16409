/**
 * What can be said of one webhook: {@link AdmissionOptions}. It becomes an entry of a webhook configuration.
 */
import type { LabelSelector } from 'kube-core';
import { oneOf, rules, type Rule, type Rules } from 'kube-core/support';
import { operations, type Operation } from './review.js';

/** What the API server does when a webhook cannot be reached or fails. */
export type FailurePolicy = 'Fail' | 'Ignore';

/** Options of a webhook. */
export interface AdmissionOptions<O extends Operation = Operation> {
  /** Which requests it sees. @defaultValue `['CREATE', 'UPDATE']` */
  readonly operations?: readonly O[];
  /**
   * What becomes of a request when the webhook fails, takes too long or is not there: `Fail` refuses it, `Ignore` goes on without the webhook.
   *
   * @defaultValue `Fail`
   */
  readonly failurePolicy?: FailurePolicy;
  /** How long the API server waits, in whole seconds from 1 to 30. The handler has a little less. @defaultValue 10 */
  readonly timeoutSeconds?: number;
  /** What messages call it: a domain of three words at least. @defaultValue `validate.websites.example.com` */
  readonly name?: string;
  /** Where it is called. @defaultValue `/validate-example-com-v1-website`, as controller-runtime has it */
  readonly path?: string;
  /** `status`: writes of the subresource in place of the object itself. The handler still has the whole object. @defaultValue none */
  readonly subresource?: string;
  /** `Exact`: it is not called for writes of other versions of the kind. @defaultValue `Equivalent`: those come converted to its version */
  readonly matchPolicy?: 'Exact' | 'Equivalent';
  /** `NoneOnDryRun`: the handler changes something elsewhere, unless `dryRun` is set. @defaultValue `None` */
  readonly sideEffects?: 'None' | 'NoneOnDryRun';
  /** In namespaces with these labels alone. @defaultValue all */
  readonly namespaceSelector?: LabelSelector;
  /** For objects with these labels alone, before or after. @defaultValue all */
  readonly objectSelector?: LabelSelector;
  /** What must hold in CEL before the webhook is called at all. @defaultValue nothing */
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
}

/** Options of a webhook that changes objects. */
export interface MutateOptions<O extends Operation = Operation> extends AdmissionOptions<O> {
  /** `IfNeeded`: it is called again where a later webhook changed the object. @defaultValue `Never` */
  readonly reinvocationPolicy?: 'Never' | 'IfNeeded';
}

/** The constants of admission. */
export const defaults = {
  /** The API server's own. */
  timeoutSeconds: 10,
} as const;

/** The API server waits no longer. */
const longestSeconds = 30;

/** At least three words, as the server wants it. */
const nameRule: Rule = {
  fits: (value) => typeof value === 'string' && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?){2,}$/.test(value),
  wanted: 'a domain of three words at least: validate.websites.example.com',
};
const pathRule: Rule = { fits: (value) => typeof value === 'string' && /^\/[\w./-]+$/.test(value), wanted: 'a path, /validate-website' };
const secondsRule: Rule = {
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= longestSeconds,
  wanted: `whole seconds from 1 to ${longestSeconds}`,
};
const operationsRule: Rule = {
  fits: (value) => Array.isArray(value) && value.length > 0 && value.every((each) => operations.some((known) => known === each)),
  wanted: `a list of ${operations.join(', ')}`,
};

/** What each option of `validate()` has to be. */
export const admissionRules: Rules<AdmissionOptions> = {
  operations: operationsRule,
  failurePolicy: oneOf('Fail', 'Ignore'),
  timeoutSeconds: secondsRule,
  name: nameRule,
  path: pathRule,
  subresource: { fits: (value) => typeof value === 'string' && /^[a-z]+$/.test(value), wanted: 'the name of a subresource: status' },
  matchPolicy: oneOf('Exact', 'Equivalent'),
  sideEffects: oneOf('None', 'NoneOnDryRun'),
  namespaceSelector: rules.object,
  objectSelector: rules.object,
  matchConditions: { fits: Array.isArray, wanted: 'a list of { name, expression }' },
};

/** What each option of `mutate()` has to be. */
export const mutateRules: Rules<MutateOptions> = { ...admissionRules, reinvocationPolicy: oneOf('Never', 'IfNeeded') };
