/**
 * What tells a controller of things outside of the cluster: {@link outside} listens to it, and again when it fails.
 */
import { exponentialBackoff, type KubeObject, type ResourceDefinition } from 'kube-core';
import type { Observable, Subscription } from 'rxjs';
import type { ObjectRef } from '../reflector/object-ref.js';
import { answerOf, isCallbackError } from '../util/callbacks.js';
import { Ready } from '../util/ready.js';
import { SourceError } from './failure/source-error.js';
import type { Connect, Feed, Sink } from './feed.js';
import { defaults } from './options.js';
import { requestOf } from './trigger.js';

/** Says which objects are to be reconciled, whenever something outside of the cluster has changed. */
export type ExternalSource = Observable<Iterable<ObjectRef>>;

/** The method that hears which of the objects another process reconciles; by `Symbol.for`, for controllers of a second installed copy. */
export const elsewhere: unique symbol = Symbol.for('kube-runtime.elsewhere');

/** References of a source that can ask somebody else: each controller that hears of them says at once which are not its own. */
export interface Asked extends Iterable<ObjectRef> {
  [elsewhere](refs: readonly ObjectRef[]): void;
}

const isAsked = (refs: Iterable<ObjectRef>): refs is Asked => typeof Reflect.get(refs, elsewhere) === 'function';

/** @param definition - The kind of the objects that it names. */
export const outside =
  <K extends KubeObject>(definition: ResourceDefinition<K>, source: ExternalSource): Connect =>
  (sink) =>
    new OutsideFeed(definition, source, sink);

const backoff = exponentialBackoff(defaults.sourceBackoff);

/** Nothing waits for it: what is outside may be away for long. */
class OutsideFeed implements Feed {
  readonly optional = true;
  readonly settled = new Ready();
  readonly #definition: ResourceDefinition;
  readonly #source: ExternalSource;
  readonly #sink: Sink;
  #subscription: Subscription | undefined;
  #cancel: () => void = () => undefined;
  #failures = 0;
  /** When it was subscribed to last, and how long that was waited for. */
  #since = 0;
  #waitedMs = 0;
  #isOver = false;

  constructor(definition: ResourceDefinition, source: ExternalSource, sink: Sink) {
    this.#definition = definition;
    this.#source = source;
    this.#sink = sink;
    this.settled.open();
    this.#listen();
  }

  source(): ReturnType<Feed['source']> {
    return { definition: this.#definition, namespace: undefined, failure: undefined, role: 'optional' };
  }

  end(): void {
    this.#isOver = true;
    this.#cancel();
    this.#subscription?.unsubscribe();
  }

  #listen(): void {
    this.#since = this.#sink.clock.now();
    this.#subscription = this.#source.subscribe({
      next: (refs) => this.#take(refs),
      error: (error: unknown) => this.#again(error),
      complete: () => this.#again(undefined),
    });
  }

  #take(refs: Iterable<ObjectRef>): void {
    try {
      const requests = answerOf({ from: 'from()', subject: this.#definition.kind }, () =>
        Array.from(refs, (ref) => requestOf(this.#definition, ref)),
      );
      const others = this.#sink.request(requests, {});
      if (isAsked(refs)) refs[elsewhere](others);
    } catch (error) {
      if (!isCallbackError(error)) throw error;
      this.#sink.fail(error);
    }
  }

  #again(error: unknown): void {
    if (this.#isOver) return;
    if (this.#sink.clock.now() - this.#since > this.#waitedMs) this.#failures = 0; // it went well for longer than it was waited for
    const retryInMs = backoff(++this.#failures);
    this.#waitedMs = retryInMs;
    this.#sink.fail(new SourceError(this.#sink.name, retryInMs, error));
    this.#cancel = this.#sink.clock.after(retryInMs, () => this.#listen());
  }
}
