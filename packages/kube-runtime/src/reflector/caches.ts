/**
 * The caches of a process, one for each kind, namespace and selection: {@link Caches}.
 */
import { canonicalJson } from 'kube-core/json';
import { printLabelSelector, type Api, type Client, type Clock, type KubeObject } from 'kube-core';
import { SharedCache, type SharedCacheOptions } from './shared-cache.js';
import type { Seeing } from './written.js';

/** What of a kind is watched, and how. */
export type CacheSelection = Omit<SharedCacheOptions, 'clock'>;

/** Gives everybody who asks for the same objects the same cache. */
export class Caches {
  readonly #clock: Clock;
  readonly #of = new Map<Client, Map<string, Seeing>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The cache of what the Api reads; how it is listed is up to whoever asked first. */
  of<K extends KubeObject>(api: Api<K>, selection: CacheSelection): SharedCache<K> {
    const known = this.find(api, selection);
    if (known !== undefined) return known;
    const made = new SharedCache(api, { ...selection, clock: this.#clock });
    const caches = this.#of.get(api.client) ?? new Map<string, Seeing>();
    this.#of.set(api.client, caches.set(keyFor(api, selection), made));
    return made;
  }

  /** The caches of one client. */
  ofClient(client: Client): Iterable<Seeing> {
    return this.#of.get(client)?.values() ?? [];
  }

  /** The same, if somebody has asked for it. */
  find<K extends KubeObject>(api: Api<K>, selection: CacheSelection): SharedCache<K> | undefined {
    // The key names the kind, so what stands under it is of that kind.
    return this.#of.get(api.client)?.get(keyFor(api, selection)) as SharedCache<K> | undefined;
  }
}

function keyFor({ definition, namespace }: Api, { labelSelector = '', fieldSelector = '', keep }: CacheSelection): string {
  const labels = typeof labelSelector === 'string' ? labelSelector : printLabelSelector(labelSelector);
  const isMetadata = 'metadataOnly' in definition;
  return JSON.stringify([
    definition.group,
    definition.version,
    definition.plural,
    isMetadata,
    namespace,
    labels,
    fieldSelector,
    keep === undefined ? null : canonicalJson(keep),
  ]);
}
