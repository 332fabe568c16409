import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Api, Client, dynamicResource, type KubeObject } from 'kube-core';
import { ManualClock, respond } from 'kube-core/testing';
import { config } from 'rxjs';
import { createStore } from '../reflector/store.js';
import type { Cached, WatcherEvent } from './event.js';
import { watcher } from './watcher.js';

const Pod = dynamicResource({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });

let unhandled: unknown[] = [];
beforeEach(() => {
  unhandled = [];
  config.onUnhandledError = (error) => unhandled.push(error);
});
afterEach(() => {
  config.onUnhandledError = null;
});

/** Plays a server that gives these bodies, one a request, and then nothing; ten minutes pass. */
async function play(bodies: readonly string[], initialList: 'paged' | 'streaming') {
  const clock = new ManualClock();
  const left = [...bodies];
  const client = Client.of(() => {
    const body = left.shift();
    return body === undefined ? new Promise(() => undefined) : Promise.resolve(respond(200, body));
  });
  const { reader, writer } = createStore(Pod);
  const told: WatcherEvent<Cached<KubeObject>>[] = [];
  let over: unknown = 'goes on';
  const subscription = watcher(Api.all(client, Pod), { clock, random: () => 0, initialList }).subscribe({
    next: (event) => {
      told.push(event);
      writer.write(event);
    },
    error: (error: unknown) => (over = error),
    complete: () => (over = 'completed'),
  });
  await clock.advance(600_000);
  subscription.unsubscribe();
  return { told, over, left, reader };
}

const page = (rest: object): string => JSON.stringify({ kind: 'PodList', metadata: { resourceVersion: '7' }, items: [], ...rest });
const line = (event: object): string => `${JSON.stringify(event)}\n`;

test.each([
  { what: 'an ERROR without a Status', bodies: [page({}), line({ type: 'ERROR', object: null })] },
  { what: 'an ERROR that is a list', bodies: [page({}), line({ type: 'ERROR', object: [1] })] },
  {
    what: 'an ERROR whose Status holds rubbish',
    bodies: [
      page({}),
      line({
        type: 'ERROR',
        object: { message: { toString: 1 }, reason: [], code: '410', details: { causes: 5, retryAfterSeconds: 'soon' } },
      }),
    ],
  },
  {
    what: 'an ERROR whose causes are null',
    bodies: [page({}), line({ type: 'ERROR', object: { code: 504, details: { causes: [null] } } })],
  },
  { what: 'a BOOKMARK without an object', bodies: [page({}), line({ type: 'BOOKMARK' })] },
  { what: 'a BOOKMARK without metadata', bodies: [page({}), line({ type: 'BOOKMARK', object: { metadata: null } })] },
  { what: 'an ADDED without an object', bodies: [page({}), line({ type: 'ADDED', object: null })] },
  { what: 'an object whose metadata is null', bodies: [page({}), line({ type: 'MODIFIED', object: { metadata: null } })] },
  { what: 'an object whose name is a number', bodies: [page({}), line({ type: 'MODIFIED', object: { metadata: { name: 5 } } })] },
  {
    what: 'an object whose namespace is an object',
    bodies: [page({}), line({ type: 'DELETED', object: { metadata: { name: 'a', namespace: {} } } })],
  },
  { what: 'a list where a watch was asked for', bodies: [page({}), page({})] },
  { what: 'a Status where a watch was asked for', bodies: [page({}), line({ kind: 'Status', status: 'Failure', code: 500 })] },
  { what: 'null where a watch was asked for', bodies: [page({}), 'null'] },
  { what: 'null where a list was asked for', bodies: ['null'] },
  { what: 'a Status where a list was asked for', bodies: [line({ kind: 'Status', status: 'Failure', code: 500 })] },
  { what: 'a list that holds null', bodies: [page({ items: [null] })] },
  { what: 'a list whose items are a text', bodies: [page({ items: 'none' })] },
  { what: 'a list whose metadata is null', bodies: [page({ metadata: null })] },
  { what: 'a list whose version is a number', bodies: [page({ metadata: { resourceVersion: 7 } })] },
  { what: 'a redirect to a page', bodies: ['<html>'] },
])('$what is a failure with a reason, and the stream goes on', async ({ bodies }) => {
  const { told, over, left } = await play(bodies, 'paged');
  expect(over).toBe('goes on');
  expect(left).toEqual([]);
  const failures = told.flatMap((event) => (event.type === 'failed' ? [event.error.message] : []));
  expect(failures[0]).toMatch(/^(listing|watching|reading an object of) pods failed: .+/);
});

/** Values that look like events and lists, with anything in any place. */
const { anything } = fc.letrec((tie) => {
  const text = fc.constantFrom('a', '', '7', 'Status', 'toString', '__proto__', 'true');
  const name = fc.constantFrom('metadata', 'name', 'namespace', 'resourceVersion', 'uid', 'annotations', 'continue', 'code', 'reason', 'message', 'details', 'causes', 'retryAfterSeconds', 'kind', 'k8s.io/initial-events-end', 'toString', '__proto__', 'length', 'items'); // prettier-ignore
  return {
    anything: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      text,
      fc.constantFrom(null, true, 0, -1, 410, 1e300),
      fc.array(tie('anything'), { maxLength: 3 }),
      fc.array(fc.tuple(name, tie('anything')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    ),
  };
});
const event = fc.record(
  { type: fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR', 'NOVEL'), object: anything },
  { requiredKeys: [] },
);
const oddLine = fc.oneof({ weight: 4, arbitrary: event }, { weight: 1, arbitrary: anything }).map((value) => JSON.stringify(value));
const oddStream = fc.array(oddLine, { maxLength: 6 }).map((lines) => lines.join('\n'));
const oddList = fc.record({ kind: anything, metadata: anything, items: fc.oneof(anything, fc.array(anything)) }, { requiredKeys: [] });
const oddBody = fc.oneof(oddStream, oddList.map((list) => JSON.stringify(list)), fc.constant(page({})), fc.string()); // prettier-ignore

test('whatever JSON a server sends, the stream goes on, tells only objects that have a name, and leaves the store whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(oddBody, { minLength: 1, maxLength: 6 }), fc.constantFrom('paged', 'streaming'), async (bodies, mode) => {
      const { told, over, reader } = await play(bodies, mode);
      expect([over, unhandled]).toEqual(['goes on', []]);
      for (const item of told) {
        if ('object' in item) expect(item.object.metadata.name).toMatch(/./);
        if (item.type === 'failed') expect(item.error.message).toMatch(/ pods failed: ./);
      }
      for (const object of reader.list()) if ((object.metadata.namespace ?? '') !== '') expect(reader.get(object)).toBe(object);
    }),
    { numRuns: 150 },
  );
}, 60_000);
