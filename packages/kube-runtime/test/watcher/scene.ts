/**
 * A conversation between a watcher and a server that the test plays by hand. Enter at {@link scene}.
 */
import { afterEach, expect } from '@jest/globals';
import { Api, Client, dynamicResource, type ResourceDefinition } from 'kube-core';
import { ManualClock, mockService, respond, respondJson, type MockService, type PendingRequest } from 'kube-core/testing';
import { watcher, type WatcherError, type WatcherOptions } from 'kube-runtime';
import type { Subscription } from 'rxjs';

/** The kind that is watched. */
export const Pod = dynamicResource({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });
/** A pod of the namespace `web`, its uid being its name. */
export const pod = (name: string, resourceVersion: string): object => ({
  metadata: { name, namespace: 'web', uid: name, resourceVersion },
});

/** The body of a watch, written by the test. */
export class Wire {
  readonly #chunks: (Uint8Array | Error | undefined)[] = [];
  #wake: () => void = () => undefined;
  /** Whether the reader let go. */
  closed = false;

  send(type: string, object: object): this {
    return this.raw(`${JSON.stringify({ type, object })}\n`);
  }

  bookmark(resourceVersion: string, end = false): this {
    return this.send('BOOKMARK', {
      metadata: { resourceVersion, ...(end ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}) },
    });
  }

  raw(bytes: string | Uint8Array): this {
    return this.#push(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  }

  end(): this {
    return this.#push(undefined);
  }

  breakOff(): this {
    return this.#push(new Error('connection reset'));
  }

  #push(chunk: Uint8Array | Error | undefined): this {
    this.#chunks.push(chunk);
    this.#wake();
    return this;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        while (this.#chunks.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
        const chunk = this.#chunks.shift();
        if (chunk === undefined) return;
        if ('message' in chunk) throw chunk;
        yield chunk;
      }
    } finally {
      this.closed = true;
    }
  }
}

/** A watcher, and the server that the test plays. */
export interface Scene {
  readonly mock: MockService;
  readonly clock: ManualClock;
  readonly told: string[];
  readonly failures: WatcherError[];
  readonly subscription: Subscription;
  /** The next request, once time has stood still for everything that is due. */
  next(): Promise<PendingRequest>;
  /** Answers the next request with a watch. */
  watch(): Promise<Wire & { readonly query: URLSearchParams; readonly request: PendingRequest['request'] }>;
  settle(): Promise<void>;
}

let subscriptions: Subscription[] = [];
afterEach(() => {
  for (const subscription of subscriptions) subscription.unsubscribe();
  subscriptions = [];
});

/** Ends subscriptions with the test. */
export const endWithTest = (...made: readonly Subscription[]): void => void subscriptions.push(...made);

/** A watcher on a server that answers nothing by itself, and on a clock that stands still. */
export function scene(options: WatcherOptions = {}, definition: ResourceDefinition = Pod): Scene {
  const mock = mockService();
  const clock = new ManualClock();
  const told: string[] = [];
  const failures: WatcherError[] = [];
  const api = Api.all(Client.of(mock.service), definition);
  const subscription = watcher(api, { clock, random: () => 0, onFailure: (error) => failures.push(error), ...options }).subscribe(
    (event) => {
      told.push(
        'object' in event
          ? `${event.type} ${event.object.metadata.name}`
          : event.type === 'failed'
            ? `failed ${event.error.phase}`
            : event.type,
      );
    },
  );
  subscriptions.push(subscription);
  return {
    mock,
    clock,
    told,
    failures,
    subscription,
    next: () => mock.nextRequest(),
    watch: async () => {
      const pending = await mock.nextRequest();
      const wire = new Wire();
      pending.respond(respond(200, wire));
      return Object.assign(wire, { query: pending.query, request: pending.request });
    },
    settle: () => clock.advance(0),
  };
}

/** A page of a list. */
export const page = (items: readonly object[], metadata: object = { resourceVersion: '7' }) =>
  respondJson(200, { kind: 'PodList', apiVersion: 'v1', metadata, items });
/** A refusal. */
export const status = (code: number, reason: string, more: object = {}) =>
  respondJson(code, { kind: 'Status', code, reason, message: reason, ...more });

/** A scene whose list of one object is complete and whose watch is open, as pages. */
export async function listed(options: WatcherOptions = {}) {
  const it = scene({ initialList: 'paged', ...options });
  (await it.next()).respond(page([pod('a', '5')]));
  const wire = await it.watch();
  await it.settle();
  expect(it.told.splice(0)).toEqual(['init', 'init-apply a', 'init-done']);
  return { ...it, wire };
}
