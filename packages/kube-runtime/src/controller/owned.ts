/**
 * What an object owns, read from caches: {@link OwnedObjects} is what a reconcile is given, {@link OwnedCaches} what a controller knows for it.
 */
import { at, textAt } from 'kube-core/json';
import { KubeError, qualifiedName, type Api, type KubeObject } from 'kube-core';
import { apiOf, type Source } from '../reflector/cache.js';
import type { Readable } from '../reflector/listened.js';
import type { Seeing } from '../reflector/written.js';
import type { Cached } from '../watcher/event.js';

/** The cache of all objects that an Api reads; by `Symbol.for`, so that a second installed copy can ask for it. */
export const cacheOf: unique symbol = Symbol.for('kube-runtime.cacheOf');

/** Reads what the object of a reconcile owns, without a request. */
export interface OwnedObjects {
  /**
   * The objects that have an owner reference with `controller: true` and the uid of the reconciled object, as the cache has them: read-only,
   * and possibly a little behind the server. What the reconcile before wrote is there.
   *
   * @param source - What was given to `owns()`: an Api with `keep: true`, or a cache. Another Api of the same client, kind and namespace will do.
   * @throws KubeError `controller` for what `owns()` was not given, or was not told to keep.
   */
  of<C extends KubeObject>(source: Source<C>): readonly Cached<C>[];
  /** For `childSet()`: the cache of all objects that an Api reads, whole; `undefined`: there is none. */
  [cacheOf](api: Api): Readable | undefined;
}

/** A kind that is owned, and where it is read. */
export interface OwnedCache {
  /** What `owns()` was given: an Api, or a cache of what an Api reads. */
  readonly source: object;
  readonly api: Api;
  readonly shared: Readable & Seeing;
}

/** The caches of what one controller owns. */
export class OwnedCaches {
  /** `the controller of Website` */
  readonly #name: () => string;
  readonly #caches: () => readonly OwnedCache[];

  constructor(name: () => string, caches: () => readonly OwnedCache[]) {
    this.#name = name;
    this.#caches = caches;
  }

  /** What the object with this uid owns. */
  of(uid: string): OwnedObjects {
    return {
      of: <C extends KubeObject>(source: Source<C>) => this.#found(source, apiOf(source), uid) as readonly Cached<C>[], // of the kind of the source
      [cacheOf]: (asked) => this.#caches().find(({ api, shared }) => shared.isWhole && covers(api, asked))?.shared,
    };
  }

  /** A cache may hold less than its Api reads, so it is the same as itself alone. */
  #found(source: object, api: Api, uid: string): readonly unknown[] {
    const isAsked = (known: OwnedCache): boolean =>
      known.source === source || (source === api && known.source === known.api && isSame(known.api, api));
    const [first, ...more] = this.#caches()
      .filter(isAsked)
      .map(({ shared }) => shared.controlledBy(uid));
    if (first === undefined) throw this.#refusal(api);
    return more.length === 0 ? first : [...new Map([first, ...more].flat().map((each) => [keyIn(each), each])).values()];
  }

  #refusal({ definition }: Api): KubeError {
    const kind = qualifiedName(definition);
    const remedy = 'say owns(api, { keep: true }), or give owns() a cache of the manager, and ask for the same';
    return new KubeError('controller', `owned.of() was asked for ${kind}, which ${this.#name()} does not keep: ${remedy}`);
  }
}

const isSame = (known: Api, asked: Api): boolean => known.namespace === asked.namespace && isSameKind(known, asked);

const covers = (known: Api, asked: Api): boolean =>
  (known.namespace === undefined || known.namespace === asked.namespace) && isSameKind(known, asked);

const isSameKind = ({ client, definition: a }: Api, { client: other, definition: b }: Api): boolean =>
  client === other && a.group === b.group && a.version === b.version && a.plural === b.plural && isMetadata(a) === isMetadata(b);

const isMetadata = (definition: object): boolean => 'metadataOnly' in definition;

/** What tells an object from others, in two selections of one kind. */
const keyIn = (object: unknown): string => textAt(at(object, ['metadata']), 'uid');
