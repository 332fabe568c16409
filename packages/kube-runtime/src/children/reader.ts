/**
 * How the children of one kind are read: {@link ChildReader}. {@link listed} lists them; where a cache has them, `cached` asks that.
 */
import { Api, controllerOf, isApplied, isAppliedBy, isNamespaced, keyOf, type Apply, type KubeObject, type Stored } from 'kube-core';
import type { Cached } from '../watcher/event.js';

/** One kind of a set. */
export interface Kind {
  /** Its name in the set. */
  readonly of: string;
  readonly api: Api;
  readonly fieldManager: string;
}

/** How a child is. */
export type Sight =
  /** There is none of that name. */
  | { readonly is: 'missing' }
  /** Applying what is wanted would change nothing. */
  | { readonly is: 'settled'; readonly object: Cached<KubeObject> }
  /** It is there, and may be another's. */
  | { readonly is: 'different'; readonly object: Stored<KubeObject> };

/** Reads the children of one kind, of one owner. */
export interface ChildReader {
  look(key: string, wanted: Apply<KubeObject>): Promise<Sight>;
  /** What is wanted was applied: it is so from now on. */
  applied(wanted: Apply<KubeObject>, object: Stored<KubeObject>): void;
  /** What an owner controls and the field manager has applied, but for what is wanted or on its way out; as it is on the server. */
  unwanted(uid: string, wanted: ReadonlyMap<string, unknown>): Iterable<Stored<KubeObject>> | AsyncIterable<Stored<KubeObject>>;
}

/** How calls are made. */
export interface ReadOptions {
  /** The namespace of the owner. */
  readonly home: string | undefined;
  readonly signal?: AbortSignal;
}

/** Where children are: a namespaced owner has them beside it; one without a namespace may have them anywhere. */
export const placeOf = ({ api }: Kind, { home }: ReadOptions): string | undefined =>
  isNamespaced(api.definition) ? (api.namespace ?? home) : undefined;

/** Whether an owner's child is to go. A field manager that has not applied it has not made it. */
export const isUnwanted = (object: Stored<KubeObject>, uid: string, fieldManager: string): boolean =>
  object.metadata.deletionTimestamp === undefined && controllerOf(object)?.uid === uid && isAppliedBy(object, fieldManager);

/** Lists all of the kind, once. */
export async function listed(kind: Kind, options: ReadOptions): Promise<ChildReader> {
  const { api, fieldManager } = kind;
  const place = placeOf(kind, options);
  const near = place !== undefined && isNamespaced(api.definition) ? Api.namespaced(api.client, api.definition, place) : api;
  const found = new Map<string, Stored<KubeObject>>();
  const { signal } = options;
  for await (const object of near.items(signal === undefined ? {} : { signal })) found.set(keyOf(object), object);
  return {
    look: (key, wanted) => Promise.resolve(sightOf(found.get(key), wanted, fieldManager)),
    applied: () => undefined,
    unwanted: (uid, wanted) =>
      [...found].flatMap(([key, object]) => (!wanted.has(key) && isUnwanted(object, uid, fieldManager) ? object : [])),
  };
}

/** @param object - As the server has it, with its managedFields. */
export function sightOf(object: Stored<KubeObject> | undefined, wanted: Apply<KubeObject>, fieldManager: string): Sight {
  if (object === undefined) return { is: 'missing' };
  return { is: isApplied(object, wanted, fieldManager) ? 'settled' : 'different', object };
}
