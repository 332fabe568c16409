/**
 * Reads the children of one kind from a cache: {@link CachedChildren}.
 *
 * Objects of a cache have no managedFields, so it cannot tell from one alone whether an apply would change anything. It remembers what was
 * applied, and what the object was like then: an object that has not changed since but for its status is as it was left. Any other is read
 * from the server, that one alone.
 */
import { createHash } from 'node:crypto';
import { isAppliedBy, keyOf, type Apply, type KubeObject, type Stored } from 'kube-core';
import { canonicalJson, isObject, without } from 'kube-core/json';
import type { Readable } from '../reflector/listened.js';
import type { Cached } from '../watcher/event.js';
import { isUnwanted, placeOf, sightOf, type ChildReader, type Kind, type ReadOptions, type Sight } from './reader.js';

/** What is known of one object. */
interface Known {
  readonly uid: string;
  readonly version: string;
  /** What was applied, and the object without its status, as short texts; `undefined`: the field manager has not applied it. */
  readonly applied: { readonly wanted: string; readonly state: string } | undefined;
}

/** What is remembered of the objects of one kind, as long as a cache has them. */
export class ChildMemory {
  readonly #known = new Map<string, Known>();
  #limit = 1000;

  get(key: string): Known | undefined {
    return this.#known.get(key);
  }

  /** @param cache - Says which objects are still there, when there is much to forget. */
  set(key: string, known: Known, cache: Readable): void {
    this.#known.set(key, known);
    if (this.#known.size <= this.#limit) return;
    for (const [each, { uid }] of this.#known) if (each !== key && objectIn(cache, each)?.metadata.uid !== uid) this.#known.delete(each);
    this.#limit = Math.max(1000, 2 * this.#known.size);
  }
}

/** What a reader works with. */
export interface CachedChildrenOptions extends ReadOptions {
  readonly cache: Readable;
  readonly memory: ChildMemory;
}

/** The children of one kind, of one owner. */
export class CachedChildren implements ChildReader {
  readonly #kind: Kind;
  readonly #options: CachedChildrenOptions;

  constructor(kind: Kind, options: CachedChildrenOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  async look(key: string, wanted: Apply<KubeObject>): Promise<Sight> {
    const { cache, memory } = this.#options;
    const cached = objectIn(cache, key);
    const known = memory.get(key);
    if (cached === undefined && known === undefined) return { is: 'missing' };
    if (cached !== undefined && isAsLeft(cached, known, wanted)) return { is: 'settled', object: cached };
    const sight = sightOf(await this.#read(wanted), wanted, this.#kind.fieldManager);
    if (sight.is === 'settled') this.applied(wanted, sight.object);
    return sight;
  }

  applied(wanted: Apply<KubeObject>, object: Stored<KubeObject> | Cached<KubeObject>): void {
    const { uid, resourceVersion: version } = object.metadata;
    const applied = { wanted: digest(wanted), state: digest(stateOf(object, wanted)) };
    this.#options.memory.set(keyOf(object), { uid, version, applied }, this.#options.cache);
  }

  async *unwanted(uid: string, wanted: ReadonlyMap<string, unknown>): AsyncIterable<Stored<KubeObject>> {
    const { cache, memory } = this.#options;
    const place = placeOf(this.#kind, this.#options);
    for (const cached of cache.controlledBy(uid) as readonly Cached<KubeObject>[]) {
      const { metadata } = cached;
      const key = keyOf(cached);
      if (wanted.has(key) || metadata.deletionTimestamp !== undefined) continue;
      if (place !== undefined && metadata.namespace !== place) continue;
      const known = memory.get(key);
      if (known?.uid === metadata.uid && known.version === metadata.resourceVersion && known.applied === undefined) continue;
      const object = await this.#read(cached);
      if (object?.metadata.uid !== metadata.uid) continue;
      if (isUnwanted(object, uid, this.#kind.fieldManager)) yield object;
      else if (!isAppliedBy(object, this.#kind.fieldManager))
        memory.set(key, { uid: metadata.uid, version: object.metadata.resourceVersion, applied: undefined }, cache);
    }
  }

  #read({ metadata: { name, namespace } }: { readonly metadata: { readonly name: string; readonly namespace?: string } }) {
    const { signal } = this.#options;
    return this.#kind.api.find(namespace === undefined ? { name } : { name, namespace }, signal === undefined ? {} : { signal });
  }
}

/** A cache of the kind holds objects of the kind. */
const objectIn = (cache: Readable, key: string): Cached<KubeObject> | undefined => cache.peek(key) as Cached<KubeObject> | undefined;

function isAsLeft(cached: Cached<KubeObject>, known: Known | undefined, wanted: Apply<KubeObject>): boolean {
  const { uid, resourceVersion } = cached.metadata;
  if (known?.applied === undefined || known.uid !== uid || known.applied.wanted !== digest(wanted)) return false;
  return known.version === resourceVersion || known.applied.state === digest(stateOf(cached, wanted));
}

/** All of an object that an apply of what is wanted may change. */
function stateOf(object: object, wanted: object): object {
  const { metadata, status, ...rest } = object as Readonly<Record<string, unknown>>; // an object has fields
  const meta = isObject(metadata) ? without(metadata, 'managedFields', 'resourceVersion') : metadata;
  return { ...rest, metadata: meta, ...('status' in wanted && { status }) };
}

/** Equal values have equal ones. */
const digest = (value: object): string => createHash('sha256').update(canonicalJson(value)).digest('base64');
