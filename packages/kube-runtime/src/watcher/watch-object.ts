/**
 * One object by its name, and every change to it. Enter at {@link watchObject}.
 */
import { targetOf, type Api, type Key, type KubeObject } from 'kube-core';
import { checkOptions } from 'kube-core/support';
import { Observable } from 'rxjs';
import type { Cached, WatcherEvent } from './event.js';
import { watcherRules, type WatcherOptions } from './options.js';
import { watcher } from './watcher.js';

/** Options of {@link watchObject}: those of a watcher, but for the fields it selects by. */
export type WatchObjectOptions = Omit<WatcherOptions, 'fieldSelector'>;

const { fieldSelector: _, ...watchObjectRules } = watcherRules;

/**
 * The object as it is now, then as it changes; `undefined` while there is none.
 *
 * @param api - Where it is.
 * @param key - Which: its name, its name and namespace, or the object itself.
 * @param options - Those of a watcher. Failures are told to `onFailure` only; the stream itself goes on. It ends with an error only for a
 *   defect: a clock that throws, for example.
 * @throws KubeError `key` for a bare name that could be in any namespace, and for another namespace than that of the Api; `option` for an
 *   option that there is not, or that cannot be meant.
 */
export function watchObject<K extends KubeObject>(
  api: Api<K>,
  key: Key,
  options: WatchObjectOptions = {},
): Observable<Cached<K> | undefined> {
  checkOptions('watchObject()', options, watchObjectRules);
  const fieldSelector = selectorOf(api, key);
  return new Observable((subscriber) => {
    const look = new Look<Cached<K>>();
    return watcher(api, { ...options, fieldSelector }).subscribe({
      next: (event) => {
        const seen = look.at(event);
        if (seen !== 'nothing new') subscriber.next(seen.object);
      },
      error: (defect) => subscriber.error(defect),
    });
  });
}

/** Finds out from a list that did not bring the object that there is none. */
class Look<K> {
  #told: 'nothing' | 'something' = 'nothing';

  at(event: WatcherEvent<K>): { readonly object: K | undefined } | 'nothing new' {
    switch (event.type) {
      case 'init':
        this.#told = 'nothing';
        return 'nothing new';
      case 'init-apply':
        this.#told = 'something';
        return { object: event.object };
      case 'init-done':
        return this.#told === 'something' ? 'nothing new' : { object: undefined };
      case 'apply':
        return { object: event.object };
      case 'delete':
        this.#told = 'something';
        return { object: undefined };
      case 'failed':
        return 'nothing new';
      default:
        return event satisfies never;
    }
  }
}

function selectorOf(api: Api, key: Key): string {
  const { name = '', namespace } = targetOf(api, key);
  return namespace === undefined ? `metadata.name=${name}` : `metadata.name=${name},metadata.namespace=${namespace}`;
}
