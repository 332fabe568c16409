/**
 * Waiting for what the operator and the cluster do, and saying so when it takes a while. Enter at {@link waiter}.
 */
import { systemClock, type Api, type Clock, type KubeObject } from 'kube-core';
import { watchObject, type Cached } from 'kube-runtime';
import { filter, firstValueFrom } from 'rxjs';

/** How long to wait, and who hears of it. */
export interface WaiterOptions {
  /** After this the wait was in vain. */
  readonly patienceMs: number;
  /** Is told what is waited for, once, when that takes longer than a few seconds. */
  readonly say: (line: string) => void;
  /** @defaultValue the machine's */
  readonly clock?: Clock;
}

/** Each wait rejects after the patience, with what it waited for. */
export interface Waiter {
  /** Until the object is there and is as expected. */
  seen<K extends KubeObject>(api: Api<K>, name: string, expected: (object: Cached<K>) => boolean): Promise<Cached<K>>;
  /** Until there is no object of the name. @param because - Why that may take a while. */
  gone<K extends KubeObject>(api: Api<K>, name: string, because?: string): Promise<void>;
  /** Until the look finds something: for what the operator does in its own memory. */
  found<T>(what: string, look: () => T | undefined): Promise<T>;
}

const quietMs = 3_000;
const lookEveryMs = 10;

/** @param options - The patience, and a listener. */
export function waiter({ patienceMs, say, clock = systemClock }: WaiterOptions): Waiter {
  const told = async <T>(what: string, waiting: Promise<T>): Promise<T> => {
    const settled = new AbortController();
    const cancelNote = clock.after(quietMs, () => say(`waiting for ${what}`));
    const late = clock.sleep(patienceMs, settled.signal).then(() => {
      throw new Error(`waited ${patienceMs / 1000} s for ${what} in vain`);
    });
    return Promise.race([waiting, late]).finally(() => {
      cancelNote();
      settled.abort();
    });
  };
  return {
    seen<K extends KubeObject>(api: Api<K>, name: string, expected: (object: Cached<K>) => boolean): Promise<Cached<K>> {
      const isSeen = (object: Cached<K> | undefined): object is Cached<K> => object !== undefined && expected(object);
      return told(`${api.definition.kind} "${name}"`, firstValueFrom(watchObject(api, name).pipe(filter(isSeen))));
    },
    async gone(api, name, because) {
      const what = [`${api.definition.kind} "${name}" to go`, because].filter((words) => words !== undefined).join(': ');
      await told(what, firstValueFrom(watchObject(api, name).pipe(filter((object) => object === undefined))));
    },
    found: (what, look) => told(what, lookFor(look, clock.now() + patienceMs, clock)),
  };
}

async function lookFor<T>(look: () => T | undefined, end: number, clock: Clock): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined || clock.now() >= end) return found ?? Promise.reject(new Error('no look found it'));
    await clock.sleep(lookEveryMs);
  }
}
