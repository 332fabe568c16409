/**
 * The objects of which something that matters has changed. Enter at {@link changedObjects}.
 */
import { keyOf } from 'kube-core';
import { concatMap, EMPTY, of, type OperatorFunction } from 'rxjs';
import { answerOf } from '../util/callbacks.js';
import { reportOnce } from '../util/report-once.js';
import type { WatcherEvent } from '../watcher/event.js';
import { differs, type Aspect } from './predicates.js';

interface HasMetadata {
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly uid?: string };
}

/**
 * Every object that is new or differs from when it was last seen; deletions and failures are left out.
 *
 * @param by - What to compare, `generation` for example; any one that differs is enough. One that throws, or gives a promise, counts as
 *   changed; the first time is a warning of the process.
 * @returns an operator. An object that was deleted and made anew counts as new, by its uid.
 */
export function changedObjects<K extends HasMetadata>(...by: readonly Aspect<NoInfer<K>>[]): OperatorFunction<WatcherEvent<K>, K> {
  return (events) => {
    const memory = new Memory(by);
    return events.pipe(concatMap((event) => (memory.isNews(event) && 'object' in event ? of(event.object) : EMPTY)));
  };
}

/** What was last seen of each object, for as long as the object exists. */
class Memory<K extends HasMetadata> {
  readonly #by: readonly Aspect<K>[];
  readonly #seen = new Map<string, readonly unknown[]>();
  readonly #report = reportOnce('changedObjects()');
  #listed = new Set<string>();

  constructor(by: readonly Aspect<K>[]) {
    this.#by = by;
  }

  isNews(event: WatcherEvent<K>): boolean {
    switch (event.type) {
      case 'init':
        this.#listed = new Set();
        return false;
      case 'init-apply':
        this.#listed.add(keyOf(event.object));
        return this.#differs(event.object);
      case 'init-done':
        for (const key of this.#seen.keys()) if (!this.#listed.has(key)) this.#seen.delete(key);
        this.#listed.clear();
        return false;
      case 'apply':
        return this.#differs(event.object);
      case 'delete':
        this.#seen.delete(keyOf(event.object));
        return false;
      case 'failed':
        return false;
      default:
        return event satisfies never;
    }
  }

  #differs(object: K): boolean {
    const key = keyOf(object);
    const before = this.#seen.get(key);
    const after = [object.metadata?.uid ?? '', ...this.#by.map((aspect) => this.#valueOf(aspect, object))];
    this.#seen.set(key, after);
    return before === undefined || differs(before, after);
  }

  /** `undefined`, which differs from everything, where the aspect throws. */
  #valueOf(aspect: Aspect<K>, object: K): unknown {
    try {
      return answerOf({ from: 'changedObjects()', subject: keyOf(object) }, () => aspect(object));
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }
}
