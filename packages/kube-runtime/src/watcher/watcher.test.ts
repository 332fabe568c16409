import { afterEach, describe, expect, test } from '@jest/globals';
import { Api, Client, dynamicResource, isGone, metadataOf, type ResourceDefinition } from 'kube-core';
import { ManualClock, mockService, respond, respondJson, type MockService, type PendingRequest } from 'kube-core/testing';
import { config, type Subscription } from 'rxjs';
import type { WatcherError } from './errors.js';
import type { WatcherOptions } from './options.js';
import { watchObject } from './watch-object.js';
import { watcher } from './watcher.js';

const Pod = dynamicResource({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });
const pod = (name: string, resourceVersion: string): object => ({ metadata: { name, namespace: 'web', uid: name, resourceVersion } });

/** The body of a watch, written by the test. */
class Wire {
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

interface Scene {
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

function scene(options: WatcherOptions = {}, definition: ResourceDefinition = Pod): Scene {
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

const page = (items: readonly object[], metadata: object = { resourceVersion: '7' }) =>
  respondJson(200, { kind: 'PodList', apiVersion: 'v1', metadata, items });
const status = (code: number, reason: string, more: object = {}) =>
  respondJson(code, { kind: 'Status', code, reason, message: reason, ...more });

/** A scene whose list of one object is complete and whose watch is open, as pages. */
async function listed(options: WatcherOptions = {}) {
  const it = scene({ initialList: 'paged', ...options });
  (await it.next()).respond(page([pod('a', '5')]));
  const wire = await it.watch();
  await it.settle();
  expect(it.told.splice(0)).toEqual(['init', 'init-apply a', 'init-done']);
  return { ...it, wire };
}

describe('the list', () => {
  test('is streamed, and the same stream goes on as the watch', async () => {
    const it = scene();
    const wire = await it.watch();
    expect(Object.fromEntries(wire.query)).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      timeoutSeconds: '240',
    });
    expect(wire.request.streaming).toBe(true);
    wire.send('ADDED', pod('a', '9')).send('ADDED', pod('b', '3')).bookmark('11', true).send('MODIFIED', pod('b', '12'));
    await it.settle();
    expect(it.told).toEqual(['init', 'init-apply a', 'init-apply b', 'init-done', 'apply b']);
    wire.end();
    expect((await it.watch()).query.get('resourceVersion')).toBe('12');
  });

  test('falls back to pages where streaming is refused, and remembers', async () => {
    const it = scene({ pageSize: 2 });
    (await it.next()).respond(status(422, 'Invalid'));
    const first = await it.next();
    expect(Object.fromEntries(first.query)).toEqual({ limit: '2' });
    first.respond(page([pod('a', '1'), pod('b', '2')], { resourceVersion: '7', continue: 'more' }));
    const second = await it.next();
    expect(Object.fromEntries(second.query)).toEqual({ limit: '2', continue: 'more' });
    second.respond(page([pod('c', '3')], { resourceVersion: '7' }));
    const wire = await it.watch();
    expect(wire.query.get('resourceVersion')).toBe('7');
    expect(wire.query.has('sendInitialEvents')).toBe(false);
    wire.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
    await it.clock.advance(800);
    expect((await it.next()).query.has('watch')).toBe(false);
    expect(it.told).toEqual(['init', 'init', 'init-apply a', 'init-apply b', 'init-apply c', 'init-done', 'failed watch', 'init']);
    expect(it.failures).toHaveLength(1);
  });

  test('begins again with an init when a streamed one breaks half way, so that what it brought is void', async () => {
    const it = scene();
    const wire = await it.watch();
    wire.send('ADDED', pod('a', '9')).breakOff();
    await it.settle();
    expect(it.told).toEqual(['init', 'init-apply a', 'failed list']);
    await it.clock.advance(800);
    (await it.watch()).send('ADDED', pod('b', '9')).bookmark('11', true);
    await it.settle();
    expect(it.told.slice(3)).toEqual(['init', 'init-apply b', 'init-done']);
  });

  test('is asked for ever more slowly while it is refused', async () => {
    const it = scene({ initialList: 'paged' });
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      (await it.next()).respond(status(403, 'Forbidden'));
      await it.settle();
      waits.push((it.clock.next ?? 0) - it.clock.now());
      await it.clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([800, 1600, 3200, 6400]);
    expect(it.failures.map((failure) => failure.retryInMs)).toEqual(waits);
  });

  test('is read as a whole when the token of a page has expired', async () => {
    const it = scene({ initialList: 'paged' });
    (await it.next()).respond(page([pod('a', '1')], { resourceVersion: '7', continue: 'old' }));
    (await it.next()).respond(status(410, 'Expired'));
    const whole = await it.next();
    expect(Object.fromEntries(whole.query)).toEqual({});
    whole.respond(page([pod('b', '1')]));
    await it.watch();
    expect(it.told).toEqual(['init', 'init-apply a', 'failed list', 'init', 'init-apply b', 'init-done']);
  });

  test('of metadata alone asks for nothing else', async () => {
    const it = scene({ labelSelector: 'app=x', fieldSelector: 'metadata.namespace=web' }, metadataOf(Pod));
    const { request, query } = await it.next();
    expect(request.headers.accept).toMatch(/as=PartialObjectMetadata;/);
    expect([query.get('labelSelector'), query.get('fieldSelector')]).toEqual(['app=x', 'metadata.namespace=web']);
  });
});

describe('the watch', () => {
  test('resumes at once, from the last version, when the server ends it', async () => {
    const { wire, ...it } = await listed();
    wire.send('ADDED', pod('b', '8')).bookmark('20').end();
    const next = await it.watch();
    expect(next.query.get('resourceVersion')).toBe('20');
    expect(it.told).toEqual(['apply b']);
    expect(it.failures).toEqual([]);
  });

  test('does not spin when the server ends it at once each time', async () => {
    const { wire, ...it } = await listed();
    wire.end();
    await it.settle();
    expect(it.told).toEqual(['failed watch']);
    expect(it.mock.waiting).toBe(0);
    await it.clock.advance(799);
    expect(it.mock.waiting).toBe(0);
    await it.clock.advance(1);
    (await it.watch()).end();
    await it.settle();
    expect(it.failures.map((failure) => failure.retryInMs)).toEqual([800, 1600]);
  });

  test.each([
    { how: 'in the stream', answer: undefined },
    { how: 'as the answer', answer: status(410, 'Expired') },
    { how: 'as the answer of a proxy', answer: respond(410, 'gone') },
  ])('lists again when its version is gone, told $how', async ({ answer }) => {
    const { wire, ...it } = await listed();
    wire.send('MODIFIED', pod('a', '8'));
    if (answer === undefined) {
      wire.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
    } else {
      wire.end();
      (await it.next()).respond(answer);
    }
    await it.settle();
    expect(isGone(it.failures[0]?.cause)).toBe(true);
    await it.clock.advance(800);
    const list = await it.next();
    expect(Object.fromEntries(list.query)).toEqual({ limit: '500' });
    list.respond(page([pod('b', '30')], { resourceVersion: '31' }));
    expect((await it.watch()).query.get('resourceVersion')).toBe('31');
    expect(it.told).toEqual(['apply a', 'failed watch', 'init', 'init-apply b', 'init-done']);
  });

  test.each([429, 500, 503])('resumes after a %i, as late as the server asks', async (code) => {
    const { wire, ...it } = await listed();
    wire.send('ERROR', { kind: 'Status', code, details: { retryAfterSeconds: 5 } });
    await it.settle();
    expect(wire.closed).toBe(true);
    await it.clock.advance(4999);
    expect(it.mock.waiting).toBe(0);
    await it.clock.advance(1);
    expect((await it.watch()).query.get('resourceVersion')).toBe('7');
  });

  test('resumes after a line that was cut off, inside a character', async () => {
    const { wire, ...it } = await listed();
    const line = Buffer.from(
      JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'b', resourceVersion: '8', annotations: { a: 'é' } } } }),
    );
    wire.raw(line.subarray(0, line.indexOf(0xc3) + 1)).end();
    await it.settle();
    expect(it.told).toEqual(['failed watch']);
    await it.clock.advance(800);
    expect((await it.watch()).query.get('resourceVersion')).toBe('7');
  });

  test('takes 90 s of silence for a dead connection, once bookmarks were seen', async () => {
    const { wire, ...it } = await listed();
    await it.clock.advance(10_000);
    wire.bookmark('8');
    await it.clock.advance(60_000);
    wire.send('MODIFIED', pod('a', '9'));
    await it.clock.advance(89_999);
    expect(it.told.splice(0)).toEqual(['apply a']);
    await it.clock.advance(1);
    expect(it.told).toEqual(['failed watch']);
    expect(wire.request.signal?.aborted).toBe(true);
    await it.clock.advance(800);
    expect((await it.watch()).query.get('resourceVersion')).toBe('9');
  });

  test('waits for a server without bookmarks until 15 s after it should have ended the watch', async () => {
    const { wire, ...it } = await listed();
    await it.clock.advance(254_999);
    expect(it.told).toEqual([]);
    await it.clock.advance(1);
    expect(it.told).toEqual(['failed watch']);
    expect(wire.request.signal?.aborted).toBe(true);
  });

  test('notices a connection that never answers at all', async () => {
    const { wire, ...it } = await listed();
    wire.bookmark('8').end();
    await it.next();
    await it.clock.advance(90_000);
    expect(it.told).toEqual(['failed watch']);
  });

  test('leaves out an object without a name, and goes on', async () => {
    const { wire, ...it } = await listed();
    wire.send('ADDED', { metadata: { resourceVersion: '8' } }).send('ADDED', pod('b', '9'));
    await it.settle();
    expect(it.told).toEqual(['failed object', 'apply b']);
    expect(it.failures[0]?.retryInMs).toBeUndefined();
  });

  test('skips a type of event that it does not know', async () => {
    const { wire, ...it } = await listed();
    wire.send('NOVEL', pod('x', '8')).send('ADDED', pod('b', '9'));
    await it.settle();
    expect(it.told).toEqual(['apply b']);
  });
});

describe('the subscription', () => {
  test('ends everything when it ends: the watch, its timer, and whatever would have come', async () => {
    const { wire, ...it } = await listed();
    it.subscription.unsubscribe();
    wire.send('ADDED', pod('b', '8'));
    await it.settle();
    expect(wire.request.signal?.aborted).toBe(true);
    expect(it.clock.pending).toBe(0);
    expect(it.told).toEqual([]);
  });

  test('ends during a list without opening a watch', async () => {
    const it = scene({ initialList: 'paged' });
    const pending = await it.next();
    it.subscription.unsubscribe();
    expect(pending.request.signal?.aborted).toBe(true);
    pending.respond(page([pod('a', '1')]));
    await it.clock.advance(1_000_000);
    expect(it.told).toEqual(['init']);
    expect(it.mock.waiting).toBe(0);
  });

  test('ends during a wait', async () => {
    const it = scene();
    (await it.next()).fail(new Error('refused'));
    await it.settle();
    it.subscription.unsubscribe();
    expect(it.clock.pending).toBe(0);
    await it.clock.advance(1_000_000);
    expect(it.mock.waiting).toBe(0);
  });

  test('may end in the middle of a page', async () => {
    const mock = mockService();
    const told: string[] = [];
    const subscription = watcher(Api.all(Client.of(mock.service), Pod), { initialList: 'paged', clock: new ManualClock() }).subscribe(
      (event) => {
        told.push(event.type);
        if (told.length === 2) subscription.unsubscribe();
      },
    );
    (await mock.nextRequest()).respond(page([pod('a', '1'), pod('b', '2')]));
    await new Promise(setImmediate);
    expect(told).toEqual(['init', 'init-apply']);
    expect(mock.waiting).toBe(0);
  });

  test('survives a subscriber that throws, and does not hide it', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    try {
      const mock = mockService();
      let seen = 0;
      const subscription = watcher(Api.all(Client.of(mock.service), Pod), { initialList: 'paged', clock: new ManualClock() }).subscribe(
        () => {
          seen++;
          throw new Error('a defect');
        },
      );
      (await mock.nextRequest()).respond(page([pod('a', '1')]));
      await mock.nextRequest();
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(seen).toBe(3);
      expect(reported).toHaveLength(3);
      subscription.unsubscribe();
    } finally {
      config.onUnhandledError = null;
    }
  });

  test('is a watch of its own each time', async () => {
    const mock = mockService();
    const pods = watcher(Api.all(Client.of(mock.service), Pod), { clock: new ManualClock() });
    subscriptions.push(pods.subscribe(), pods.subscribe());
    await mock.nextRequest();
    await mock.nextRequest();
    expect(mock.waiting).toBe(0);
  });
});

describe('watchObject', () => {
  function look(key: string | { name: string; namespace: string }, namespace?: string) {
    const mock = mockService();
    const client = Client.of(mock.service);
    const clock = new ManualClock();
    const api = namespace === undefined ? Api.all(client, Pod) : Api.namespaced(client, Pod, namespace);
    const seen: (string | undefined)[] = [];
    const failures: WatcherError[] = [];
    const options = { initialList: 'paged', clock, random: () => 0, onFailure: (error: WatcherError) => failures.push(error) } as const;
    subscriptions.push(watchObject(api, key, options).subscribe((object) => seen.push(object?.metadata.resourceVersion)));
    return { mock, clock, seen, failures };
  }

  test('gives the object, its changes, and undefined once it is gone', async () => {
    const { mock, clock, seen } = look({ name: 'a', namespace: 'web' });
    const list = await mock.nextRequest();
    expect(list.query.get('fieldSelector')).toBe('metadata.name=a,metadata.namespace=web');
    list.respond(page([pod('a', '5')]));
    const wire = new Wire();
    (await mock.nextRequest()).respond(respond(200, wire));
    wire.send('MODIFIED', pod('a', '8')).send('DELETED', pod('a', '9')).send('ADDED', pod('a', '10'));
    await clock.advance(0);
    expect(seen).toEqual(['5', '8', undefined, '10']);
  });

  test('says that there is none once the list is complete, also after a second list', async () => {
    const { mock, clock, seen, failures } = look('a', 'web');
    (await mock.nextRequest()).respond(page([pod('a', '5')]));
    (await mock.nextRequest()).respond(status(410, 'Gone'));
    await clock.advance(800);
    (await mock.nextRequest()).respond(page([]));
    await mock.nextRequest();
    expect(seen).toEqual(['5', undefined]);
    expect(failures).toHaveLength(1);
  });

  test('refuses a bare name that could be in any namespace', () => {
    expect(() => look('a')).toThrow(/"a" could be a Pod in any namespace/);
  });
});
