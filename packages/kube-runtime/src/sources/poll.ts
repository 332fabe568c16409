/**
 * Asks something outside of the cluster again and again: {@link poll}.
 */
import { linkedAbort, systemClock, type Clock } from 'kube-core';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';
import { Observable } from 'rxjs';
import type { ExternalSource } from '../controller/outside.js';
import type { ObjectRef } from '../reflector/object-ref.js';

/**
 * Says which objects are to be reconciled: those for which something outside of the cluster has changed.
 *
 * @param signal - Aborts when the controller stops.
 * @throws whatever went wrong: it is told, and asked again after a growing delay.
 */
export type Ask = (signal: AbortSignal) => Promise<Iterable<ObjectRef>>;

/** How often it is asked. */
export interface PollOptions {
  /** How long after an answer it is asked again, in milliseconds. */
  readonly everyMs: number;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

const pollRules: Rules<PollOptions> = {
  everyMs: { fits: (value) => rules.delayMs.fits(value) && value !== 0, wanted: 'a number of milliseconds above 0' },
  clock: rules.clock,
};

/**
 * What `from()` of a controller takes: asks when the controller starts, and then again and again, never twice at once.
 *
 * @param ask - Asks.
 * @param options - How often.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 *
 * @example
 * ```ts
 * import { Api, Client } from 'kube-core';
 * import { ConfigMap } from 'kube-core/k8s';
 * import { Controller, poll } from 'kube-runtime';
 *
 * declare const dns: { changed(options: { signal: AbortSignal }): Promise<{ name: string }[]> };
 * await using client = await Client.tryDefault();
 * const changed = poll(async (signal) => (await dns.changed({ signal })).map(({ name }) => ({ name, namespace: 'web' })), { everyMs: 30_000 });
 * Controller.for(Api.all(client, ConfigMap)).from(changed).reconcile(async ({ object }) => console.log(object.metadata.name));
 * ```
 */
export function poll(ask: Ask, options: PollOptions): ExternalSource {
  checkValue('the first argument of poll()', ask, rules.call);
  const { everyMs, clock = systemClock } = checkOptions('poll()', options, pollRules);
  checkValue('everyMs of poll()', everyMs, pollRules.everyMs);
  return new Observable((subscriber) => {
    const over = linkedAbort();
    const isOver = (): boolean => over.signal.aborted;
    const run = async (): Promise<void> => {
      while (!isOver()) {
        const refs = await ask(over.signal);
        if (!isOver()) subscriber.next(refs);
        await clock.sleep(everyMs, over.signal);
      }
    };
    run().catch((error: unknown) => {
      if (!isOver()) subscriber.error(error);
    });
    return () => over.abort();
  });
}
