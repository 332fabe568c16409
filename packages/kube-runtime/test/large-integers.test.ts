import { describe, expect, test } from '@jest/globals';
import { Api, Client, dynamicResource, type KubeError, type DynamicObject } from 'kube-core';
import { equal, parseJson, toJson } from 'kube-core/json';
import { ManualClock, respond } from 'kube-core/testing';
import { changedObjects, Controller, createStore, modify, ReconcileError, reflector, type Cached, type WatcherEvent } from 'kube-runtime';
import { applied, listed } from 'kube-runtime/testing';
import { Subject } from 'rxjs';
import { toMapped } from '../src/controller/trigger.js';
import { failureText } from '../src/log/failure-text.js';
import { seeded } from './random.js';
import { until } from './world.js';

const Counter = dynamicResource({ group: 'example.com', version: 'v1', kind: 'Counter', plural: 'counters', scope: 'Namespaced' });

/** JSON of a random shape in which every second number is beyond 2^53, on both sides of what 64 bits hold. */
function randomJson(random: () => number, depth = 0): string {
  const pick = Math.floor(random() * (depth > 3 ? 4 : 6));
  const some = (): number => Math.floor(random() * 4);
  if (pick === 0) return String(Math.floor(random() * 1000) - 500);
  if (pick === 1) return `${random() < 0.5 ? '-' : ''}${9007199254740993n + BigInt(Math.floor(random() * 1e15)) * 3n}`;
  if (pick === 2) return random() < 0.5 ? 'null' : 'true';
  if (pick === 3) return JSON.stringify(`text ${some()}`);
  const parts = Array.from({ length: some() }, () => randomJson(random, depth + 1));
  return pick === 4 ? `[${parts.join()}]` : `{${parts.map((part, i) => `"f${i}":${part}`).join()}}`;
}

const objectOf = (name: string, spec: string, version: string): Cached<DynamicObject> =>
  parseJson(
    `{"apiVersion":"example.com/v1","kind":"Counter","metadata":{"name":"${name}","namespace":"web","uid":"${name}","resourceVersion":"${version}"},"spec":${spec}}`,
  ) as Cached<DynamicObject>;

describe.each([1, 2, 3])('objects with integers beyond 2^53, of seed %i', (seed) => {
  const random = seeded(seed);
  const specs = Array.from({ length: 300 }, () => `{"at":9223372036854775807,"also":${randomJson(random)}}`);

  test('are kept by a store as they came, frozen, and found by an index of such integers', () => {
    const { reader, writer } = createStore(Counter, { indexes: { byAt: ({ spec }) => [String(Reflect.get(Object(spec), 'at'))] } });
    for (const event of listed(...specs.map((spec, i) => objectOf(`a${i}`, spec, '1')))) writer.write(event);
    for (const [i, spec] of specs.entries()) {
      const kept = reader.get({ name: `a${i}`, namespace: 'web' });
      expect(equal(kept?.['spec'], parseJson(spec))).toBe(true);
      expect(Object.isFrozen(kept?.['spec'])).toBe(true);
      expect(toJson(kept?.['spec'])).toBe(toJson(parseJson(spec)));
    }
    expect(reader.by('byAt', '9223372036854775807')).toHaveLength(specs.length);
  });

  test('are news exactly when they differ', () => {
    const events = new Subject<WatcherEvent<Cached<DynamicObject>>>();
    const seen: string[] = [];
    const { writer } = createStore(Counter);
    const spec = (object: Cached<DynamicObject>): unknown => object['spec'];
    events
      .pipe(
        modify((object) => ({ ...object, seen: true })),
        reflector(writer),
        changedObjects(spec),
      )
      .subscribe((object) => seen.push(toJson(object['spec'])));
    const expected: string[] = [];
    for (const [i, text] of specs.entries()) {
      events.next(applied(objectOf('a', text, `${2 * i}`)));
      events.next(applied(objectOf('a', text, `${2 * i + 1}`)));
      const now = toJson(parseJson(text));
      if (expected.at(-1) !== now) expected.push(now);
    }
    expect(seen).toEqual(expected);
  });
});

test('one unit beyond 2^53 is a change, which a number would have lost', () => {
  const events = new Subject<WatcherEvent<Cached<DynamicObject>>>();
  let seen = 0;
  events.pipe(changedObjects((object) => object['spec'])).subscribe(() => seen++);
  for (const at of ['9007199254740992', '9007199254740993', '9007199254740993']) events.next(applied(objectOf('a', `{"at":${at}}`, '1')));
  expect(seen).toBe(2);
});

test('a controller reconciles, compares and reports an object with such integers, also what throws one', async () => {
  const clock = new ManualClock();
  const list = `{"kind":"CounterList","apiVersion":"example.com/v1","metadata":{"resourceVersion":"1"},"items":[${toJson(objectOf('a', '{"at":9007199254740993}', '1'))}]}`;
  const changes = ['9007199254740994', '9007199254740995'].map(
    (at, i) => `{"type":"MODIFIED","object":${toJson(objectOf('a', `{"at":${at}}`, `${i + 2}`))}}\n`,
  );
  async function* watch(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const change of changes) yield Buffer.from(change);
    await new Promise(() => undefined);
  }
  const api = Api.all(
    Client.of(async ({ path }) => respond(200, path.includes('watch=true') ? watch() : list)),
    Counter,
  );
  const failures: KubeError[] = [];
  const seen: unknown[] = [];
  const controller = Controller.for(api, { on: (object) => object['spec'], initialList: 'paged' }).reconcile(
    async ({ object }) => {
      const at: unknown = Reflect.get(Object(object['spec']), 'at');
      seen.push(at);
      throw at;
    },
    { clock, onFailure: (failure) => failures.push(failure) },
  );
  const ended = controller.run();
  await until(() => failures.length > 0 && seen.at(-1) === 9007199254740995n);
  await controller.close();
  await ended;
  expect(failures.map(failureText)[0]).toMatch(/^reconciling Counter web\/a failed \(try 1; trying again in 5 ms\): 900719925474099\d$/);
  const nested = new ReconcileError({ kind: 'Counter', ref: { name: 'a' }, attempt: 1, retryInMs: 5 }, new Error('x', { cause: 3n }));
  expect(failureText(nested)).toMatch(/caused by bigint: 3/);
});

test('a mapper that names a bigint is told as a failure, and nothing breaks', () => {
  const map = toMapped({ changed: Counter, reconciled: Counter }, () => [9007199254740993n] as never);
  expect(() => map(objectOf('a', '{}', '1'))).toThrow(/it named 9007199254740993n, and has to name \{ name, namespace \}$/);
});
