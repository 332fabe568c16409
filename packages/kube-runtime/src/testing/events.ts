/**
 * Events and objects as a watcher gives them, for tests of operators, stores and reconciles. Enter at {@link listed}.
 */
import { apiVersionOf, type KubeObject, type ResourceDefinition } from 'kube-core';
import { asCached, type Cached, type WatcherEvent } from '../watcher/event.js';

/** The events of a complete list. */
export function listed<K>(...objects: readonly K[]): readonly WatcherEvent<K>[] {
  return [{ type: 'init' }, ...objects.map((object) => ({ type: 'init-apply', object }) as const), { type: 'init-done' }];
}

/** An object was created or changed. */
export const applied = <K>(object: K): WatcherEvent<K> => ({ type: 'apply', object });

/** An object is gone. */
export const deleted = <K>(object: K): WatcherEvent<K> => ({ type: 'delete', object });

/**
 * An object as if it had been stored: what the server fills in is filled in, unless it is given.
 *
 * @param definition - Its kind.
 * @param object - What of it matters to the test; it has a name.
 */
export function stored<K extends KubeObject>(definition: ResourceDefinition<K>, object: K): Cached<K> {
  const { metadata } = object;
  const filled = {
    ...object,
    apiVersion: object.apiVersion ?? apiVersionOf(definition),
    kind: object.kind ?? definition.kind,
    metadata: {
      ...metadata,
      name: metadata?.name ?? '',
      uid: metadata?.uid ?? `uid-${metadata?.namespace ?? ''}-${metadata?.name ?? ''}`,
      resourceVersion: metadata?.resourceVersion ?? '1',
      creationTimestamp: metadata?.creationTimestamp ?? '2026-01-01T00:00:00Z',
    },
  };
  return asCached<K>(filled);
}
