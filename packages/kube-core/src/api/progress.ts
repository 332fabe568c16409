/**
 * How far a watch has come, so that another can go on in its place without anybody noticing: {@link Progress}.
 */
import type { KubeRequest } from '../request/http.js';
import { endsInitialEvents, type WatchEvent } from '../request/watch-event.js';
import type { KubeObject, Stored } from '../resource/definition.js';
import { keyOf } from '../resource/metadata.js';

/** Where a watch stands: in the initial events, which are in no order, or behind a version. */
export class Progress<K extends Stored<KubeObject>> {
  /** What the initial events brought, while they last. */
  #initial: Map<string, K> | undefined;
  #version: string | undefined;

  private constructor(initial: boolean) {
    if (initial) this.#initial = new Map();
  }

  /** That of a watch that has not begun; undefined for one that begins at no known version, and so cannot be taken up. */
  static of<K extends Stored<KubeObject>>({ path }: KubeRequest): Progress<K> | undefined {
    const query = queryOf(path);
    const initial = query.get('sendInitialEvents') === 'true';
    return initial || (query.get('resourceVersion') ?? '0') !== '0' ? new Progress<K>(initial) : undefined;
  }

  /** Takes in an event that was handed on. */
  note(event: WatchEvent<K>): void {
    if (event.type === 'ERROR') return;
    this.#version = event.object.metadata.resourceVersion;
    if (event.type === 'BOOKMARK') {
      if (endsInitialEvents(event.object)) this.#initial = undefined;
    } else if (event.type === 'DELETED') this.#initial?.delete(keyOf(event.object));
    else this.#initial?.set(keyOf(event.object), event.object);
  }

  /** The request for what has not come yet. Initial events have to come again from their beginning. */
  rest(request: KubeRequest): KubeRequest {
    if (this.#initial !== undefined || this.#version === undefined) return request;
    const query = queryOf(request.path);
    query.delete('sendInitialEvents');
    query.delete('resourceVersionMatch');
    query.set('resourceVersion', this.#version);
    return { ...request, path: `${request.path.split('?')[0] ?? ''}?${query.toString()}` };
  }

  /** The events that stand for one of the second watch: what has vanished since the first told of it is deleted before initial events end. */
  amended(event: WatchEvent<K>): readonly WatchEvent<K>[] {
    const told = this.#initial;
    if (told === undefined || event.type === 'ERROR') return [event];
    if (event.type !== 'BOOKMARK') {
      told.delete(keyOf(event.object));
      return [event];
    }
    if (!endsInitialEvents(event.object)) return [event];
    this.#initial = undefined;
    return [...[...told.values()].map((object) => ({ type: 'DELETED', object }) as const), event];
  }
}

const queryOf = (path: string): URLSearchParams => new URLSearchParams(path.split('?')[1] ?? '');
