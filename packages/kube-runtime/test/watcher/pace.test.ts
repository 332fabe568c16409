import { expect, test } from '@jest/globals';
import { Api, Client, dynamicResource } from 'kube-core';
import { ManualClock, respond, respondJson } from 'kube-core/testing';
import { watcher } from 'kube-runtime';

const Pod = dynamicResource({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });
const pod = { metadata: { name: 'a', namespace: 'web', uid: 'a', resourceVersion: '8' } };
const line = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;
const bookmark = (annotations: object = {}): string => line('BOOKMARK', { metadata: { resourceVersion: '9', annotations } });
const listEnd = bookmark({ 'k8s.io/initial-events-end': 'true' });
const error = (code: number): string => line('ERROR', { kind: 'Status', code, message: 'a test' });
const list = respondJson(200, { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items: [pod] });

type Answer = ReturnType<typeof respond>;
type Chunk = string | { readonly waitMs: number } | Error;

/** The body of one watch: texts, pauses, and the end, or a broken connection. */
async function* body(clock: ManualClock, chunks: readonly Chunk[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const chunk of chunks) {
    if (typeof chunk === 'string') yield Buffer.from(chunk);
    else if ('waitMs' in chunk) await clock.sleep(chunk.waitMs);
    else throw chunk;
  }
}

interface Way {
  readonly how: string;
  /** What every watch is answered with. */
  readonly watch: readonly Chunk[] | ((clock: ManualClock) => Answer);
  /** @defaultValue one page */
  readonly list?: () => Answer;
  readonly streaming?: boolean;
  /** How many requests ten minutes may bring where every wait is as short as chance makes it. */
  readonly atMost: number;
}

/** Waits of 0.8, 1.6, 3.2 … 25.6, then 30 s: 25 in ten minutes, and the first list. */
const backedOff = 27;
/** One request a second, and the first list. */
const steady = 602;

const reset = new Error('connection reset');
const ways: readonly Way[] = [
  { how: 'ends at once', watch: [], atMost: backedOff },
  { how: 'ends after a bookmark', watch: [bookmark()], atMost: backedOff },
  { how: 'ends after many bookmarks', watch: Array.from({ length: 50 }, () => bookmark()), atMost: backedOff },
  { how: 'ends after empty lines', watch: ['\n\n\n'], atMost: backedOff },
  { how: 'ends after an event of a type that nobody knows', watch: [line('KEEPALIVE', {})], atMost: backedOff },
  { how: 'ends after an object without a name', watch: [line('ADDED', {})], atMost: backedOff },
  { how: 'ends after the same object each time', watch: [line('MODIFIED', pod)], atMost: steady },
  { how: 'ends after an object and a bookmark', watch: [line('MODIFIED', pod), bookmark()], atMost: steady },
  { how: 'ends after a second', watch: [{ waitMs: 1000 }], atMost: steady },
  { how: 'ends after a second of empty lines', watch: ['\n', { waitMs: 500 }, '\n', { waitMs: 500 }, '\n'], atMost: steady },
  { how: 'is reset', watch: [reset], atMost: backedOff },
  { how: 'is reset after a bookmark', watch: [bookmark(), reset], atMost: backedOff },
  { how: 'is reset after an object', watch: [line('MODIFIED', pod), reset], atMost: backedOff },
  { how: 'is answered with a page of HTML', watch: ['<html>\n<body>\n'], atMost: backedOff },
  { how: 'is answered with a line that is cut off', watch: ['{"type":"ADDED","obj'], atMost: backedOff },
  { how: 'is answered with a list', watch: () => list, atMost: backedOff },
  { how: 'is answered with null', watch: ['null\n'], atMost: backedOff },
  { how: 'is redirected', watch: () => respond(302, '<a href="/login">'), atMost: backedOff },
  ...[400, 401, 403, 404, 429, 500, 503, 504].flatMap((code): Way[] => [
    { how: `brings the error ${code}`, watch: [error(code)], atMost: backedOff },
    { how: `brings an object, then the error ${code}`, watch: [line('MODIFIED', pod), error(code)], atMost: backedOff },
    { how: `is refused with ${code}`, watch: () => respondJson(code, { kind: 'Status', code, message: 'a test' }), atMost: backedOff },
  ]),
  { how: 'brings an error without a Status', watch: [line('ERROR', null)], atMost: backedOff },
  { how: 'brings the error 410', watch: [error(410)], atMost: 2 * backedOff },
  { how: 'brings a bookmark, then the error 410', watch: [bookmark(), error(410)], atMost: 2 * backedOff },
  { how: 'brings an object, then the error 410', watch: [line('MODIFIED', pod), error(410)], atMost: 2 * backedOff },
  { how: 'is refused with 410', watch: () => respond(410, 'gone'), atMost: 2 * backedOff },
  { how: 'is refused with 410, as is every page', watch: () => respond(410, ''), list: () => respond(410, ''), atMost: backedOff },
  { how: 'streams the list and ends', watch: [line('ADDED', pod), listEnd], streaming: true, atMost: steady },
  { how: 'streams the list, then the error 410', watch: [line('ADDED', pod), listEnd, error(410)], streaming: true, atMost: 2 * backedOff },
  { how: 'streams half the list and ends', watch: [line('ADDED', pod)], streaming: true, atMost: steady },
  { how: 'refuses to stream the list', watch: [error(400)], streaming: true, atMost: backedOff },
];

/** Answers every request by the way given, for ten minutes; a watcher that spins is cut off. */
async function requestsOf({ watch, list: page = () => list, streaming = false }: Way): Promise<readonly number[]> {
  const clock = new ManualClock(0);
  const at: number[] = [];
  const client = Client.of((request) => {
    at.push(clock.now());
    if (at.length > 2000) return new Promise(() => undefined);
    const isWatch = new URL(request.path, 'http://test').searchParams.has('watch');
    const answer = typeof watch === 'function' ? watch(clock) : respond(200, body(clock, watch));
    return Promise.resolve(isWatch ? answer : page());
  });
  const options = { clock, random: () => 0, initialList: streaming ? 'streaming' : 'paged' } as const;
  const subscription = watcher(Api.all(client, Pod), options).subscribe();
  await clock.advance(600_000);
  subscription.unsubscribe();
  return at;
}

test.each(ways)('a server whose every watch $how is not hammered', async (way) => {
  const at = await requestsOf(way);
  const inOneSecond = at.map((from) => at.filter((other) => other >= from && other < from + 1000).length);
  // the list and a watch, then both again after the shortest wait of 0.8 s
  expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(4);
  expect(at.length).toBeLessThanOrEqual(way.atMost);
  expect(at.length).toBeGreaterThan(10); // it never gives up either
});
