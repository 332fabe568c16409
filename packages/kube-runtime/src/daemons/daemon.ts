/**
 * Something that works for each object while that is there: {@link daemon}; something that is done for it again and again: {@link timer}.
 */
import type { Api, KubeObject } from 'kube-core';
import { checkValue, rules } from 'kube-core/support';
import type { Runnable } from '../util/runnable.js';
import type { Daemon } from './context.js';
import { Daemons } from './daemons.js';
import type { DaemonWork } from './life.js';
import { daemonSettings, timerSettings, type DaemonOptions, type TimerOptions } from './options.js';
import { Seats } from './seats.js';

/**
 * A daemon for each object of a kind: a function that runs from when the object appears until it goes.
 *
 * @param api - The objects.
 * @param run - What works for one of them.
 * @param options - Which of them have one.
 * @returns what a manager runs, as a controller: where this process leads, and for the objects of its shards.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 *
 * @remarks
 * Guarantees: an object has one daemon at a time: the next begins when the one before has ended. When a daemon fails, it is started again
 * after 1 s, then twice as long each time up to 5 minutes; one that ran for a minute begins anew at 1 s. A stop aborts all of them and waits
 * for their end, for 30 s. An object that is gone leaves nothing behind.
 *
 * @example
 * ```ts
 * import { Api, Client } from 'kube-core';
 * import { Pod } from 'kube-core/k8s';
 * import { daemon, Manager } from 'kube-runtime';
 *
 * await using client = await Client.tryDefault();
 * const pods = Api.namespaced(client, Pod, 'web');
 * const logs = daemon(
 *   pods,
 *   async ({ object, signal, log }) => {
 *     for await (const line of pods.logLines(object, { follow: true, signal })) log.info({ line }, 'log');
 *   },
 *   { when: (pod) => pod.status?.phase === 'Running' },
 * );
 * await new Manager(client).add(logs).run({ signal: AbortSignal.timeout(60_000) });
 * ```
 */
export function daemon<K extends KubeObject>(api: Api<K>, run: Daemon<K>, options: DaemonOptions<K> = {}): Runnable {
  checkValue('the second argument of daemon()', run, rules.call);
  return new Daemons(
    { api, daemon: (context) => run(context), label: `${api.definition.kind.toLowerCase()}-daemon` },
    daemonSettings(options),
  );
}

/**
 * A function that is called for each object of a kind again and again, from when the object appears until it goes.
 *
 * @param api - The objects.
 * @param call - What is done. Its signal aborts when the object goes; its end is waited for.
 * @param options - How often, and for which objects.
 * @returns what a manager runs, as a controller.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 *
 * @remarks
 * Guarantees: as those of {@link daemon}; a call that fails is tried again after 1 s, then twice as long each time, up to 5 minutes; after one
 * that went well it begins anew at 1 s.
 */
export function timer<K extends KubeObject>(api: Api<K>, call: Daemon<K>, options: TimerOptions<K>): Runnable {
  checkValue('the second argument of timer()', call, rules.call);
  const { everyMs, firstAfterMs, concurrency, ...settings } = timerSettings(options);
  const seats = new Seats(concurrency);
  const { clock } = settings;
  const begun = new WeakSet<AbortSignal>(); // a call that failed is not waited for as the first one is
  const again: DaemonWork<K> = async (context, well) => {
    const { signal, changes } = context;
    let latest = context.object;
    const following = changes.subscribe((object) => (latest = object));
    try {
      if (!begun.has(signal)) await clock.sleep(firstAfterMs, signal);
      begun.add(signal);
      while (!signal.aborted) {
        await seats.use(signal, () => call({ ...context, log: context.log, object: latest }));
        well();
        await clock.sleep(everyMs, signal);
      }
    } finally {
      following.unsubscribe();
    }
  };
  return new Daemons({ api, daemon: again, label: `${api.definition.kind.toLowerCase()}-timer` }, settings);
}
