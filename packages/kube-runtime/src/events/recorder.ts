/**
 * Tells people what happened to objects, by Events that `kubectl describe` shows: {@link recorder}.
 */
import { Api, isAlreadyExists, isApiError, isNotFound, KubeError, messageOf, type Client } from 'kube-core';
import { Event } from 'kube-core/k8s/events-v1';
import { checkOptions, tell } from 'kube-core/support';
import { DelayQueue } from '../util/delay-queue.js';
import { inTime } from '../util/in-time.js';
import { orAborted } from '../util/or-aborted.js';
import { orLate, timeoutError } from '../util/or-late.js';
import { permission, type Permission } from '../util/permission.js';
import { runRules, type Runnable, type RunOptions } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';
import { identityOf, keyOfTold, toldOf, type EventMaking, type EventNote, type EventSubject, type Told } from './event.js';
import { defaults, settingsOf, type RecorderOptions, type Settings } from './options.js';
import { Series } from './series.js';
import { SpamFilter } from './spam-filter.js';

/** Writes events in the background. Disposing it closes it. A manager that it is added to closes it when every controller has ended. */
export interface Recorder extends Runnable, AsyncDisposable {
  readonly name: string;
  /** A manager keeps it until all that tells has ended. */
  readonly phase: 'caches';
  /**
   * Tells what happened to an object. It neither waits nor throws: whatever goes wrong is told to `onFailure`, as is a call after `close()`.
   *
   * @param object - The object, as it was read.
   * @param note - What happened.
   */
  event(object: EventSubject, note: EventNote): void;
  /** Writes all that has been told, each once, and resolves when that is done. It does not reject. */
  flush(): Promise<void>;
  /** Writes all that has been told, for five seconds at most, and ends. */
  close(): Promise<void>;
  /** As part of a manager: closes it when the signal aborts. */
  run(options?: RunOptions): Promise<void>;
}

class EventRecorder implements Recorder {
  readonly name: string;
  readonly phase = 'caches';
  readonly permissions: readonly Permission[] = [permission(Event, ['create', 'patch'])];
  readonly #api: Api<Event>;
  readonly #settings: Settings;
  readonly #series = new Map<string, Series>();
  readonly #due = new DelayQueue<string>();
  readonly #spam = new SpamFilter(defaults);
  readonly #closed = new AbortController();
  /** What is to be written, in the order in which it fell due. */
  readonly #queue = new Set<string>();
  #isWriting = false;
  #writing: Promise<void> = Promise.resolve();
  #cancelAlarm: () => void = () => undefined;
  #names = 0;

  constructor(client: Client, settings: Settings) {
    this.#api = Api.all(client, Event);
    this.#settings = settings;
    this.name = `the events of ${settings.controller}`;
  }

  event(object: EventSubject, note: EventNote): void {
    try {
      const told = toldOf(object, note);
      if (this.#closed.signal.aborted) throw new Error(`${told.reason} of ${nameOf(told.regarding)} came after close()`);
      this.#note(told);
    } catch (error) {
      this.#fail('an event was not recorded', error);
    }
  }

  async flush(): Promise<void> {
    for (const [key, series] of this.#series) if (series.isDirty) this.#enqueue(key);
    for (let seen: Promise<void> | undefined; seen !== this.#writing;) {
      seen = this.#writing;
      await seen; // one that has expired is written anew at once
    }
  }

  async close(): Promise<void> {
    const { clock } = this.#settings;
    this.#cancelAlarm();
    if (!this.#closed.signal.aborted) await inTime(defaults.closeMs, (limit) => orAborted(this.flush(), limit), { clock });
    this.#closed.abort();
    this.#cancelAlarm();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async run(options: RunOptions = {}): Promise<void> {
    const { signal, force } = checkOptions('run()', options, runRules);
    await untilAborted(signal, force, this.#closed.signal);
    await orAborted(this.close(), force).catch(() => undefined);
  }

  #note(told: Told): void {
    const now = this.#settings.clock.now();
    const key = keyOfTold(told);
    const known = this.#series.get(key);
    if (known === undefined || known.isOver(now)) {
      if (!this.#mayTell(told, now)) return;
      this.#remember(key, new Series(told, this.#making(now)));
    } else {
      known.again(now);
      this.#remember(key, known);
    }
    this.#schedule(key);
  }

  #mayTell({ regarding }: Told, now: number): boolean {
    const answer = this.#spam.take(identityOf(regarding), now);
    if (answer === 'first-no') {
      const why = `more than ${defaults.burst} different ones at once; leave times and counters out of the notes`;
      this.#fail(`events of ${nameOf(regarding)} are left out`, new Error(why));
    }
    return answer === 'yes';
  }

  /** The one that happened last is the last: the first is forgotten where there are too many. */
  #remember(key: string, series: Series): void {
    this.#series.delete(key);
    this.#series.set(key, series);
    if (this.#series.size <= defaults.remembered) return;
    for (const [oldest, { isDirty, told }] of this.#series) {
      this.#series.delete(oldest);
      this.#due.remove(oldest);
      this.#queue.delete(oldest);
      if (isDirty) this.#fail(`an event of ${nameOf(told.regarding)} is left out`, new Error('too many wait to be written'));
      return;
    }
  }

  #making(at: number): EventMaking {
    const { controller, instance } = this.#settings;
    const number = (this.#names++ % 0x10000).toString(16).padStart(4, '0');
    return { controller, instance, at, suffix: `${Math.floor(at * 1000).toString(16)}${number}` };
  }

  /** Puts it to be written when it may be. */
  #schedule(key: string): void {
    const series = this.#series.get(key);
    if (series?.isDirty === true) this.#due.put(key, series.due);
    this.#pump();
  }

  /** Has written what is due, and sets the alarm for what is next. */
  #pump(): void {
    const { clock } = this.#settings;
    const now = clock.now();
    this.#cancelAlarm();
    for (let next = this.#due.takeDue(now); next !== undefined; next = this.#due.takeDue(now)) this.#enqueue(next);
    const { nextDue } = this.#due;
    if (nextDue !== undefined && !this.#closed.signal.aborted) this.#cancelAlarm = clock.after(nextDue - now, () => this.#pump());
  }

  /** One write at a time. What falls due again while it waits is written once. */
  #enqueue(key: string): void {
    this.#due.remove(key);
    this.#queue.add(key);
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#writing = this.#writing.then(() => this.#writeQueued());
  }

  async #writeQueued(): Promise<void> {
    for (const key of this.#queue) {
      this.#queue.delete(key);
      await this.#write(key);
    }
    this.#isWriting = false;
  }

  async #write(key: string): Promise<void> {
    const series = this.#series.get(key);
    if (series?.isDirty !== true || this.#closed.signal.aborted) return;
    const { event, isNew, written } = series.write();
    const { clock } = this.#settings;
    try {
      const limits = { ms: defaults.callMs, late: () => timeoutError('no answer in time'), clock, signal: this.#closed.signal };
      await orLate((signal) => this.#send(event, isNew, signal), limits);
      written(clock.now());
    } catch (error) {
      this.#failed(key, series, error);
    }
    this.#schedule(key);
  }

  /** An Event of that name is our own: the answer to an earlier try was lost. */
  async #send(event: Event, isNew: boolean, signal: AbortSignal): Promise<void> {
    if (!isNew) {
      const { name = '', namespace = '' } = event.metadata ?? {};
      await this.#api.patch({ name, namespace }, { merge: { series: event.series ?? null } }, { signal });
      return;
    }
    await this.#api.create(event, { signal }).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
  }

  /** Events expire, by default after an hour: one whose count cannot be written any more is made anew. A refusal stays one. */
  #failed(key: string, series: Series, error: unknown): void {
    const now = this.#settings.clock.now();
    if (isNotFound(error) && !series.write().isNew) return series.restart(this.#making(now));
    const refused = isApiError(error) && error.status.code !== undefined && error.status.code < 500 && error.status.code !== 429;
    if (!refused && series.failed(now)) return;
    this.#series.delete(key);
    this.#fail(`an event of ${nameOf(series.told.regarding)} could not be written`, error);
  }

  #fail(what: string, cause: unknown): void {
    const { onFailure } = this.#settings;
    tell('onFailure', () => onFailure(new KubeError('event', `${what}: ${messageOf(cause)}`, { cause })));
  }
}

const nameOf = ({ kind, namespace, name }: Told['regarding']): string =>
  `${kind ?? ''} ${namespace === undefined ? '' : `${namespace}/`}${name ?? ''}`;

/**
 * Makes a recorder of events (`events.k8s.io/v1`).
 *
 * @param client - Where the objects are. The user needs `create` and `patch` of `events` of `events.k8s.io`.
 * @param options - Who tells.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 *
 * @remarks
 * Guarantees: telling takes no time and never fails. What happens again within six minutes is one Event with a count: the second time is
 * written at once, later ones after ten seconds, then twice as long each time up to five minutes, and at the end. An Event that has expired
 * is made anew. Of one object 25 different events are written at once, then one in five minutes. At most 4096 are remembered; texts are cut
 * to what the API takes.
 *
 * Caveats: an event may be lost, and the API keeps it for an hour by default: what has to be known belongs in a status. While a count is
 * to be written the process stays alive, until `close()`.
 *
 * @example
 * ```ts
 * import { Api, Client } from 'kube-core';
 * import { Pod } from 'kube-core/k8s';
 * import { recorder } from 'kube-runtime';
 *
 * await using client = await Client.tryDefault();
 * await using events = recorder(client, { controller: 'example.com/pod-watcher' });
 * const pod = await Api.namespaced(client, Pod, 'web').get('nginx-0');
 * events.event(pod, { type: 'Warning', reason: 'Restless', action: 'Watch', note: 'it was restarted more than ten times' });
 * ```
 */
export function recorder(client: Client, options: RecorderOptions): Recorder {
  return new EventRecorder(client, settingsOf(options));
}
