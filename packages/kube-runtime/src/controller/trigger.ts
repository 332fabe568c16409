/**
 * From an object that was touched to the objects that are to be reconciled for it: {@link Trigger} remembers which those were, so that
 * one which is no longer meant, or whose dependant vanished, hears of it as well.
 */
import { controllerOf, keyOf, type KubeObject, type ResourceDefinition } from 'kube-core';
import { refKey, type ObjectRef } from '../reflector/object-ref.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';

/** The object to reconcile, as a dependant names it: `uid` tells it from an earlier one of the same name. */
export interface Request {
  readonly key: string;
  readonly uid?: string;
}

/** Which objects to reconcile for this one. */
export type MapToRequests<C extends KubeObject> = (object: Cached<C>) => readonly Request[];

interface Known {
  readonly version: string;
  readonly requests: readonly Request[];
}

/** What each object of one kind last led to. It keeps no objects, so a hundred thousand dependants cost little. */
export class Trigger<C extends KubeObject> {
  readonly #map: MapToRequests<C>;
  #known = new Map<string, Known>();
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

  #receive(object: Cached<C>): void {
    const key = keyOf(object);
    const version = versionOf(object);
    const known = this.#known.get(key);
    this.#incoming?.set(key, known?.version === version ? known : { version, requests: this.#map(object) });
  }

  /** What did not change while nobody watched leads to nothing. */
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
 * The controller of an object, if it is of the kind given. The version of its apiVersion is left aside: an owner does not change when
 * its kind is served in another version.
 */
export function toOwner<C extends KubeObject>(definition: ResourceDefinition): MapToRequests<C> {
  return (object) => {
    const owner = controllerOf(object);
    if (owner?.kind !== definition.kind || groupOf(owner.apiVersion) !== definition.group) return [];
    const { namespace } = object.metadata;
    const ref = definition.scope === 'Cluster' || namespace === undefined ? { name: owner.name } : { name: owner.name, namespace };
    return [{ key: refKey(ref), uid: owner.uid }];
  };
}

/** Not `parseApiVersion`, which throws: a reference was written by anybody. */
const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

/**
 * What a user's function names. Where it names no namespace, that of the object that was touched is meant.
 *
 * @param definition - The kind of what is reconciled.
 * @param map - The user's function.
 */
export function toMapped<C extends KubeObject>(
  definition: ResourceDefinition,
  map: (object: Cached<C>) => Iterable<ObjectRef>,
): MapToRequests<C> {
  return (object) =>
    Array.from(map(object), ({ name, namespace = object.metadata.namespace }) => ({
      key: refKey(definition.scope === 'Cluster' || namespace === undefined ? { name } : { name, namespace }),
    }));
}
