/**
 * The watches of a controller: each puts what is to be reconciled into the queue, and says when its first list is complete.
 * Enter at {@link connectTo}.
 */
import { Api, keyOf, metadataOf, type Clock, type KubeObject, type MetadataDefinition, type PartialObjectMetadata } from 'kube-core';
import type { Subscription } from 'rxjs';
import type { AddOptions } from '../queue/queue.js';
import { Ready } from '../util/ready.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';
import type { WatcherOptions } from '../watcher/options.js';
import { watcher } from '../watcher/watcher.js';
import { MapError } from './errors.js';
import { defaults, type ControllerFailure, type SourceOptions } from './options.js';
import { Trigger, type MapToRequests, type Request } from './trigger.js';

/** Where a source puts what it finds. */
export interface Sink {
  readonly clock: Clock;
  request(requests: readonly Request[], options: AddOptions): void;
  fail(error: ControllerFailure): void;
}

/** A watch that is running, and whether its first list is complete. */
export interface Feed {
  readonly ready: Ready;
  readonly subscription: Subscription;
}

/** Begins to watch. */
export type Connect = (sink: Sink) => Feed;

/** A watch of what other objects depend on. */
export function connectTo<C extends KubeObject>(api: Api<C>, map: MapToRequests<C>, options: SourceOptions): Connect {
  return (sink) => {
    const trigger = new Trigger<C>((object) => {
      try {
        return map(object);
      } catch (error) {
        sink.fail(new MapError('watches()', `${api.definition.kind} ${keyOf(object)}`, error));
        return [];
      }
    });
    return feed(api, { ...options, clock: sink.clock }, (event) => {
      sink.request(trigger.write(event), priorityOf(event));
      if (event.type === 'failed') sink.fail(event.error);
    });
  };
}

/** A watch that tells each event, then whether its first list is complete. */
export function feed<K extends KubeObject>(api: Api<K>, options: WatcherOptions, take: (event: WatcherEvent<Cached<K>>) => void): Feed {
  const ready = new Ready();
  const subscription = watcher(api, options).subscribe((event) => {
    take(event);
    if (event.type === 'init-done') ready.open();
  });
  return { ready, subscription };
}

/** What a list brings may wait behind what changes now. */
export const priorityOf = (event: WatcherEvent<unknown>): AddOptions =>
  event.type === 'init-done' ? { priority: defaults.initialPriority } : {};

/** The same objects, metadata only. */
export function metadataApi({ client, definition, namespace }: Api): Api<PartialObjectMetadata> {
  const metadata = metadataOf(definition);
  return namespace === undefined || !isNamespaced(metadata) ? Api.all(client, metadata) : Api.namespaced(client, metadata, namespace);
}

const isNamespaced = (definition: MetadataDefinition): definition is MetadataDefinition<'Namespaced'> => definition.scope === 'Namespaced';
