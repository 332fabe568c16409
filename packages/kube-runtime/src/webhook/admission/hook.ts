/**
 * One webhook as it was declared: {@link Hook}, whatever its kind. Enter at {@link mutatingHook} and {@link validatingHook}.
 */
import { apiVersionOf, type KubeObject, type ResourceDefinition } from 'kube-core';
import { isList, isObject, without } from 'kube-core/json';
import { checkOptions, checkValue, rules } from 'kube-core/support';
import { invalidError, type DenialCause } from './denied.js';
import { admissionRules, defaults, mutateRules, type AdmissionOptions, type MutateOptions } from './options.js';
import type { AdmissionRequest, AnyRequest } from './request.js';
import type { Operation } from './review.js';

/** What a handler answers with, as it is written: the patch is made of it. */
export interface Handled {
  readonly changed?: unknown;
}

/** A handler, whatever its kind. */
export type Handle = (request: AnyRequest) => Promise<Handled>;

/** One webhook. */
export interface Hook {
  readonly type: 'mutate' | 'validate';
  readonly definition: ResourceDefinition;
  readonly path: string;
  readonly name: string;
  /** With every default filled in, and nothing else. */
  readonly options: Settings;
  readonly handle: Handle;
}

/** Options with their defaults. */
export type Settings = Required<Omit<MutateOptions, 'name' | 'path' | 'subresource' | 'matchConditions'>> &
  Pick<MutateOptions, 'subresource' | 'matchConditions'>;

/** What may be returned: nothing, where the object was changed in place. */
export type Mutated<K> = K | undefined | void;

/** What may be returned: nothing, or no findings, where all is well. */
export type Validated = readonly DenialCause[] | undefined | void;

/** A method, whose parameters the compiler compares both ways: a hook of one kind is a hook. */
interface Handlers<K extends KubeObject, O extends Operation> {
  mutate(this: void, request: AdmissionRequest<K, O>): Mutated<K> | Promise<Mutated<K>>;
  validate(this: void, request: AdmissionRequest<K, O>): Validated | Promise<Validated>;
}

/**
 * Changes what is about to be stored.
 *
 * @returns the object as it is to be; nothing, where it was changed in place or is to stay as it is.
 * @throws DeniedError to refuse the request; anything else is a failure of the webhook.
 */
export type Mutate<K extends KubeObject, O extends Operation = 'CREATE' | 'UPDATE'> = Handlers<K, O>['mutate'];

/**
 * Judges what is about to be stored or deleted.
 *
 * @returns nothing, or what is wrong: findings of a validator of kube-core/schema, for example. An empty list is nothing.
 * @throws DeniedError to refuse the request; anything else is a failure of the webhook.
 */
export type Validate<K extends KubeObject, O extends Operation = 'CREATE' | 'UPDATE'> = Handlers<K, O>['validate'];

/** @throws KubeError `option` for an option that there is not, or that cannot be meant. */
export function mutatingHook<K extends KubeObject, O extends Operation>(
  definition: ResourceDefinition<K>,
  handler: Mutate<K, O>,
  options: MutateOptions,
): Hook {
  const given = checkOptions('mutate()', options, mutateRules);
  checkValue('the second argument of mutate()', handler, rules.call);
  const handle: Handle = async (request) => ({ changed: changeOf(request.object, await handler(typed<K, O>(request))) });
  return { type: 'mutate', definition, handle, ...namesOf('mutate', definition, given), options: settingsOf(given) };
}

/** @throws KubeError `option` for an option that there is not, or that cannot be meant. */
export function validatingHook<K extends KubeObject, O extends Operation>(
  definition: ResourceDefinition<K>,
  handler: Validate<K, O>,
  options: AdmissionOptions,
): Hook {
  const given = checkOptions('validate()', options, admissionRules);
  checkValue('the second argument of validate()', handler, rules.call);
  const handle: Handle = async (request) => {
    const causes = await handler(typed<K, O>(request));
    if (causes !== undefined && !isList(causes)) throw new TypeError('the handler given to validate() returned neither nothing nor a list');
    if (causes !== undefined && causes.length > 0) throw invalidError(causes, request);
    return {};
  };
  return { type: 'validate', definition, handle, ...namesOf('validate', definition, given), options: settingsOf(given) };
}

/**
 * The request as its handler knows it: the rules of the webhook let the server send no other kind and no other operation, and readAdmission()
 * has seen to it that the objects are those of the operation.
 */
const typed = <K extends KubeObject, O extends Operation>(request: object) => request as AdmissionRequest<K, O>;

function changeOf(handed: unknown, returned: unknown): unknown {
  if (returned === undefined) return handed;
  if (!isObject(returned)) throw new TypeError('the handler given to mutate() returned neither nothing nor an object');
  return returned;
}

/** @throws KubeError `definition` for what is no definition. */
function namesOf(type: Hook['type'], definition: ResourceDefinition, options: AdmissionOptions): Pick<Hook, 'path' | 'name'> {
  const { subresource } = options;
  apiVersionOf(definition); // from JavaScript it may be no definition at all
  const { group, version, kind, plural } = definition;
  const verb = subresource === undefined ? type : `${type}-${subresource}`;
  return {
    path: options.path ?? `/${verb}-${group.replaceAll('.', '-')}-${version}-${kind.toLowerCase()}`,
    name: options.name ?? `${verb}.${plural}.${group === '' ? 'core' : group}`,
  };
}

function settingsOf(given: MutateOptions): Settings {
  return {
    operations: ['CREATE', 'UPDATE'],
    failurePolicy: 'Fail',
    timeoutSeconds: defaults.timeoutSeconds,
    matchPolicy: 'Equivalent',
    sideEffects: 'None',
    namespaceSelector: {},
    objectSelector: {},
    reinvocationPolicy: 'Never',
    ...without(given, 'name', 'path'),
  };
}
