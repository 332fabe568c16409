/**
 * Says which objects are to be reconciled when another object changes. Enter at {@link Trigger}.
 *
 * A Deployment that moves from owner A to owner B concerns both, and one that was deleted concerns the owner it had. So a trigger
 * remembers for each object which requests it last gave.
 */
import { inspect } from 'node:util';
import { controllerOf, isDeleting, keyOf, type KubeObject, type ResourceDefinition } from 'kube-core';
import { differs, type Aspect } from '../operators/predicates.js';
import type { ObjectRef } from '../reflector/object-ref.js';
import type { StoreChange } from '../reflector/store.js';
import { answerOf } from '../util/callbacks.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';

/** An object that is to be reconciled. With a `uid` only that very object is meant, and not another that has taken its name since. */
export interface Request {
  readonly ref: ObjectRef;
  readonly uid?: string;
  /** The version of the one change that asks for it, where it is one. */
  readonly version?: string;
}

/** Says which objects are to be reconciled when this one changes. */
export type MapToRequests<C extends KubeObject> = (object: Cached<C>) => readonly Request[];

/** What was last heard of one object, and the requests that it gave. */
interface Known {
  readonly version: string;
  readonly requests: readonly Request[];
}

/** The requests that each object of one kind last gave. It keeps no objects, so a hundred thousand of them cost little. */
export class Trigger<C extends KubeObject> {
  readonly #map: MapToRequests<C>;
  #known = new Map<string, Known>();
  /** What the list that is being read has brought so far. */
  #incoming: Map<string, Known> | undefined;

  constructor(map: MapToRequests<C>) {
    this.#map = map;
  }

  /** Takes in one event of a watcher. @returns what to reconcile for it; what the mapper throws. */
  write(event: WatcherEvent<Cached<C>>): readonly Request[] {
    switch (event.type) {
      case 'init':
        this.#incoming = new Map();
        return [];
      case 'init-apply':
        this.#receive(event.object);
        return [];
      case 'init-done':
        return this.#swap();
      case 'apply':
        return this.#apply(event.object);
      case 'delete':
        return this.#delete(keyOf(event.object));
      case 'failed':
        return [];
      default:
        return event satisfies never;
    }
  }

  /** Takes in one change of a store. @returns as {@link Trigger.write}. */
  change(change: StoreChange<C>): readonly Request[] {
    return change.type === 'applied' ? this.#apply(change.object) : this.#delete(keyOf(change.object));
  }

  #receive(object: Cached<C>): void {
    const key = keyOf(object);
    const version = versionOf(object);
    const known = this.#known.get(key);
    this.#incoming?.set(key, known?.version === version ? known : { version, requests: this.#map(object) });
  }

  /** The list is complete. An object that has the version it had before the list gives no request. */
  #swap(): readonly Request[] {
    const before = this.#known;
    this.#known = this.#incoming ?? new Map<string, Known>();
    this.#incoming = undefined;
    const gone = [...before].filter(([key, known]) => this.#known.get(key) !== known);
    const come = [...this.#known].filter(([key, known]) => before.get(key) !== known);
    return [...gone, ...come].flatMap(([, { requests }]) => requests);
  }

  #apply(object: Cached<C>): readonly Request[] {
    const key = keyOf(object);
    const before = this.#known.get(key)?.requests ?? [];
    const requests = this.#map(object);
    this.#known.set(key, { version: versionOf(object), requests });
    return [...before, ...requests];
  }

  #delete(key: string): readonly Request[] {
    if (this.#incoming?.delete(key) === true) return [];
    const before = this.#known.get(key)?.requests ?? [];
    this.#known.delete(key);
    return before;
  }
}

const versionOf = <C extends KubeObject>(object: Cached<C>): string => `${object.metadata.uid} ${object.metadata.resourceVersion}`;

/**
 * Requests the controller of an object, if it is of the kind given: the owner reference that says `controller: true`. The version in its
 * apiVersion may be any: an owner stays the same when its kind is served in another version. A cluster-scoped object has no owner in a
 * namespace, whatever its owner reference says.
 */
export function toOwner<C extends KubeObject>(definition: ResourceDefinition): MapToRequests<C> {
  return (object) => {
    const owner = controllerOf(object);
    if (owner?.kind !== definition.kind || groupOf(owner.apiVersion) !== definition.group) return [];
    const ref = refIn(definition, owner.name, object.metadata.namespace);
    return ref === undefined ? [] : [{ ref, uid: owner.uid }];
  };
}

/** The group of an apiVersion. `parseApiVersion` would throw for text that is none, and anybody may write an owner reference. */
const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

/** The kind whose objects change, and the kind whose objects are reconciled for it. */
export interface Kinds {
  readonly changed: ResourceDefinition;
  readonly reconciled: ResourceDefinition;
}

/**
 * Requests what a user's function names. Where it names no namespace, that of the object that changed is meant.
 *
 * @param kinds - Of what the function is given, and of what it names.
 * @param map - The user's function.
 * @returns a function that throws a CallbackError where the user's function throws or returns no references, and where a namespace is
 *   missing: neither the reference nor the object that changed has one.
 */
export function toMapped<C extends KubeObject>(
  { changed, reconciled }: Kinds,
  map: (object: Cached<C>) => Iterable<ObjectRef>,
): MapToRequests<C> {
  return (object) => {
    const place = { from: 'watches()', subject: `${changed.kind} ${keyOf(object)}` };
    const answer: unknown = answerOf(place, () => map(object));
    return answerOf(place, () =>
      Array.from(refsIn(answer), ({ name, namespace = object.metadata.namespace }) => ({ ref: namedIn(reconciled, name, namespace) })),
    );
  };
}

/** @throws TypeError for a reference without the namespace that the kind asks for. */
export const requestOf = (definition: ResourceDefinition, { name, namespace }: ObjectRef): Request => ({
  ref: namedIn(definition, name, namespace),
});

function namedIn(definition: ResourceDefinition, name: string, namespace: string | undefined): ObjectRef {
  const ref = refIn(definition, name, namespace);
  if (ref === undefined)
    throw new TypeError(`it named ${definition.kind} "${name}" without a namespace, and has to name { name, namespace }`);
  return ref;
}

/** What a function of JavaScript returns need not be what its type says. */
function* refsIn(answer: unknown): Generator<ObjectRef, void, undefined> {
  if (!isIterable(answer))
    throw new TypeError(`it returned ${inspect(answer, { depth: 0 })}, and has to return a list of { name, namespace }`);
  for (const ref of answer) {
    if (!isRef(ref)) throw new TypeError(`it named ${inspect(ref, { depth: 0 })}, and has to name { name, namespace }`);
    yield ref;
  }
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.iterator) === 'function';

const isRef = (value: unknown): value is ObjectRef =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'name') === 'string' &&
  ['string', 'undefined'].includes(typeof Reflect.get(value, 'namespace'));

/** `undefined` where the kind has namespaces and none is given: such a reference could mean an object in any of them. */
function refIn({ scope }: ResourceDefinition, name: string, namespace = ''): ObjectRef | undefined {
  if (scope === 'Cluster') return { name };
  return namespace === '' ? undefined : { name, namespace };
}

/**
 * Whether a change of an object to reconcile is one that matters: any of the aspects differs, the object begins to be deleted, or another
 * object has taken its name.
 *
 * @param definition - The kind of the object.
 * @param aspects - What the user wants compared; none: every change matters.
 * @returns a function that throws a CallbackError where an aspect throws.
 */
export function changeIn<K extends KubeObject>(
  definition: ResourceDefinition<K>,
  aspects: readonly Aspect<Cached<K>>[],
): (before: Cached<K>, after: Cached<K>) => boolean {
  const seenOf = (object: Cached<K>): readonly unknown[] => {
    const place = { from: 'on', subject: `${definition.kind} ${keyOf(object)}` };
    return [object.metadata.uid, isDeleting(object), ...aspects.map((aspect) => answerOf(place, () => aspect(object)))];
  };
  return (before, after) => aspects.length === 0 || differs(seenOf(before), seenOf(after));
}
