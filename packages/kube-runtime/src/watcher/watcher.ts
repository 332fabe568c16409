/**
 * Lists and watches one kind for as long as somebody listens. Enter at {@link watcher}; what it does when is in `step`, this file
 * only does it: a loop that runs an effect, puts what happens to the step function, and tells what that says.
 */
import { linkedAbort, qualifiedName, systemClock, type Api, type Clock, type KubeObject, type Stored, type WatchEvent } from 'kube-core';
import { checkOptions, decoding, tell, type Decoding } from 'kube-core/support';
import { Observable, type Subscriber } from 'rxjs';
import type { WatcherError } from './errors.js';
import type { Cached, WatcherEvent } from './event.js';
import { constants, watcherRules, type WatcherOptions } from './options.js';
import { Reading } from './reading.js';
import { initialState, type Effect, type Happening, type WatcherState } from './state.js';
import { step } from './step.js';
import { pageOf } from './wire.js';

/**
 * The objects of a kind, then every change to them, for as long as the subscription lasts.
 *
 * @param api - What is watched. `Api.all(client, metadataOf(Kind))` costs a fraction of the bytes where metadata is enough.
 * @param options - Selectors, and how the list is read.
 * @returns a cold stream: each subscription is a watch of its own. Share one with `share()`, or through a store.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 *
 * @remarks
 * Guarantees: the stream neither fails nor completes. What goes wrong is a `failed` event, and is tried again after 0.8 to 30 s
 * (doubling, with jitter); a completed list, or two minutes without a failure, start that anew. A watch is resumed where it broke;
 * only a version that the server no longer knows (410) makes it list again, which an `init` announces. Watches are opened about once
 * a second at most, however a server or proxy ends them. What is not what it should be, an object without a name for example, is a `failed`
 * event as well. After unsubscribing nothing
 * is emitted and every request is aborted.
 *
 * Caveats: several changes of one object may arrive as one, and what was deleted while no watch was open is simply missing from the
 * next list: a store tells what vanished. A subscriber that throws has a defect: rxjs reports it as an uncaught exception
 * (`config.onUnhandledError`), and the stream goes on.
 *
 * @example
 * ```ts
 * import { Api, Client } from 'kube-core';
 * import { Pod } from 'kube-core/k8s';
 * import { touchedObjects, watcher } from 'kube-runtime';
 *
 * await using client = await Client.tryDefault();
 * const subscription = watcher(Api.namespaced(client, Pod, 'web'), { labelSelector: 'app=nginx' })
 *   .pipe(touchedObjects())
 *   .subscribe((pod) => console.log(pod.metadata.name, pod.status?.phase));
 * subscription.unsubscribe();
 * ```
 */
export function watcher<K extends KubeObject>(api: Api<K>, options: WatcherOptions = {}): Observable<WatcherEvent<Cached<K>>> {
  checkOptions('watcher()', options, watcherRules);
  return new Observable((subscriber) => {
    const stop = new AbortController();
    const source = new Source(api, options, stop.signal);
    drive(source, subscriber, options).catch((defect: unknown) => {
      if (!stop.signal.aborted) subscriber.error(defect);
    });
    return () => stop.abort();
  });
}

/** The loop: an effect, what comes of it, the next effect. It ends when nobody listens any more. */
async function drive<K extends KubeObject>(
  source: Source<K>,
  subscriber: Subscriber<WatcherEvent<Cached<K>>>,
  options: WatcherOptions,
): Promise<void> {
  const { clock = systemClock, random = Math.random, initialList = 'streaming' } = options;
  const context = { resource: qualifiedName(source.api.definition) };
  const pass = teller(subscriber, options.onFailure);
  let state = initialState(initialList === 'streaming');
  let happenings: AsyncIterable<Happening<K>> = source.start();
  while (!isClosed(subscriber)) {
    let effect: Effect | undefined;
    for await (const what of happenings) {
      if (isClosed(subscriber)) return;
      const result = step(state, { what, now: clock.now(), chance: random() }, context);
      state = result.next;
      pass(result.emit);
      effect = result.effect;
      if (effect !== undefined || isClosed(subscriber)) break;
    }
    if (effect === undefined) return; // aborted: every other end of an effect is a happening that leads to the next
    happenings = source.run(effect, () => state);
  }
}

/** As a function: the compiler does not see that telling may close the subscription. */
const isClosed = (subscriber: Subscriber<unknown>): boolean => subscriber.closed;

/** Failures are also told to the callback. */
function teller<K>(subscriber: Subscriber<WatcherEvent<K>>, onFailure: ((error: WatcherError) => void) | undefined) {
  return (events: readonly WatcherEvent<K>[]): void => {
    for (const event of events) {
      if (subscriber.closed) return;
      if (event.type === 'failed' && onFailure !== undefined) tell('onFailure', () => onFailure(event.error));
      subscriber.next(event);
    }
  };
}

/** Runs effects. What each yields ends with the happening that leads to the next, or without one when it was aborted. */
class Source<K extends KubeObject> {
  readonly api: Api<K>;
  readonly #options: WatcherOptions;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(api: Api<K>, options: WatcherOptions, signal: AbortSignal) {
    this.api = api;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#signal = signal;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an async generator like the others
  async *start(): AsyncGenerator<Happening<K>, void, undefined> {
    yield { type: 'started' };
  }

  run(effect: Effect, state: () => WatcherState): AsyncGenerator<Happening<K>, void, undefined> {
    switch (effect.do) {
      case 'list':
        return this.#list(effect);
      case 'watch':
        return this.#watch(effect, state);
      case 'wait':
        return this.#wait(effect.ms);
      default:
        return effect satisfies never;
    }
  }

  async *#wait(ms: number): AsyncGenerator<Happening<K>, void, undefined> {
    try {
      await this.#clock.sleep(ms, this.#signal);
    } catch {
      return; // only an abort ends a sleep early
    }
    yield { type: 'woken' };
  }

  async *#list({ token, whole }: Effect & { do: 'list' }): AsyncGenerator<Happening<K>, void, undefined> {
    let happening: Happening<K>;
    try {
      const list = await this.api.list({
        ...this.#selectors(),
        ...(whole ? {} : { limit: this.#options.pageSize ?? constants.pageSize }),
        ...(token === undefined ? {} : { continue: token }),
        signal: this.#signal,
      });
      happening = { type: 'page', page: pageOf(list) };
    } catch (error) {
      happening = { type: 'failed', error };
    }
    if (!this.#signal.aborted) yield happening;
  }

  async *#watch(effect: Effect & { do: 'watch' }, state: () => WatcherState): AsyncGenerator<Happening<K>, void, undefined> {
    const link = linkedAbort(this.#signal);
    const reading = new Reading<K>(() => this.#open(effect, link.signal), { clock: this.#clock, signal: link.signal, state });
    try {
      for (;;) {
        const happening = await reading.next();
        if (this.#signal.aborted) return;
        if (happening !== undefined) yield happening;
        if (happening?.type !== 'event') return;
      }
    } finally {
      reading.end();
      link.abort();
      link[Symbol.dispose]();
    }
  }

  #open(effect: Effect & { do: 'watch' }, signal: AbortSignal): AsyncIterator<WatchEvent<Stored<K>>> {
    const { resourceVersion, initial, timeoutSeconds } = effect;
    return this.api.watch({
      ...this.#selectors(),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(initial ? { sendInitialEvents: true } : {}),
      timeoutSeconds,
      signal,
    });
  }

  #selectors(): Pick<WatcherOptions, 'labelSelector' | 'fieldSelector'> {
    const { labelSelector, fieldSelector, [decoding]: decoder }: WatcherOptions & Decoding = this.#options;
    return {
      ...(decoder === undefined ? {} : { [decoding]: decoder }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
  }
}
