import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Api, Client, TransportError, type KubeError } from 'kube-core';
import { ConfigMap, Namespace } from 'kube-core/k8s';
import { Event } from 'kube-core/k8s/events-v1';
import { ManualClock } from 'kube-core/testing';
import { ApiServer } from 'kube-testing';
import { defaults } from './options.js';
import { recorder, type Recorder } from './recorder.js';
import { cutTo } from './text.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what the flag above adds
const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

let server: ApiServer;
let clock: ManualClock;
let events: Recorder;
let failures: KubeError[];
let writes: string[];
let network: 'up' | 'down' | 'hangs';
let open: number;

beforeEach(async () => {
  server = await ApiServer.start();
  [clock, failures, writes, network, open] = [new ManualClock(), [], [], 'up', 0];
  const client = Client.of(async (request) => {
    writes.push(request.method);
    if (network === 'hangs') return new Promise(() => undefined);
    if (network === 'down') throw new TransportError('http://server', new Error('no route'));
    open++;
    try {
      return await server.service(request);
    } finally {
      open--;
    }
  });
  events = recorder(client, { controller: 'example.com/website', clock, onFailure: (error) => failures.push(error) });
});
afterEach(async () => {
  network = 'up';
  await events.close();
  expect(clock.pending).toBe(0);
  await server[Symbol.asyncDispose]();
});

const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default', uid: 'u1', resourceVersion: '7' },
};
const stored = async (namespace = 'default'): Promise<Event[]> => (await Api.namespaced(server.client(), Event, namespace).list()).items;

/** Lets time pass; what rings on the way has its calls answered. */
async function pass(ms: number): Promise<void> {
  const end = clock.now() + ms;
  for (;;) {
    do await clock.advance(0);
    while (open > 0);
    if (clock.next === undefined || clock.next > end) break;
    await clock.advance(clock.next - clock.now());
  }
  await clock.advance(end - clock.now());
}

describe('an event', () => {
  test('is written with all that the API asks for', async () => {
    events.event(settings, {
      type: 'Warning',
      reason: 'Odd',
      action: 'Look',
      note: 'it is odd',
      related: { ...settings, metadata: { name: 'other', namespace: 'default' } },
    });
    await pass(0);
    expect(await stored()).toEqual([
      expect.objectContaining({
        metadata: expect.objectContaining({ name: expect.stringMatching(/^settings\.[0-9a-f]+$/), namespace: 'default' }),
        type: 'Warning',
        reason: 'Odd',
        action: 'Look',
        note: 'it is odd',
        eventTime: '2026-01-01T00:00:00.000000Z',
        regarding: { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default', uid: 'u1', resourceVersion: '7' },
        related: { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', namespace: 'default' },
        reportingController: 'example.com/website',
        reportingInstance: expect.stringMatching(/^example\.com\/website-./),
      }),
    ]);
  });

  test('of an object without a namespace stands in default', async () => {
    const namespace = await Api.all(server.client(), Namespace).get('kube-system');
    events.event(namespace, { reason: 'Seen' });
    await pass(0);
    expect(await stored()).toMatchObject([{ type: 'Normal', action: 'Reconcile', regarding: { kind: 'Namespace', name: 'kube-system' } }]);
  });

  test.each([
    ['a', 'é'.repeat(600), 1024],
    ['R'.repeat(200), 'note', 128],
  ])('with texts that are too long is cut, and written (%.5s)', async (reason, note, longest) => {
    events.event(settings, { reason, note });
    await pass(0);
    const [event] = await stored();
    expect(Math.max(Buffer.byteLength(event?.note ?? ''), Buffer.byteLength(event?.reason ?? ''))).toBeLessThanOrEqual(longest);
    expect(failures).toEqual([]);
  });

  test.each(['system:node-proxier', `${'a'.repeat(230)}.${'b'.repeat(20)}`])(
    'of an object of any name has a name (%.20s)',
    async (name) => {
      events.event({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name } }, { reason: 'Seen' });
      await pass(0);
      expect((await stored()).map(({ regarding }) => regarding?.name)).toEqual([name]);
      expect(failures).toEqual([]);
    },
  );

  test.each<[unknown, unknown, RegExp]>([
    [settings, { note: 'x' }, /reason of event\(\) is undefined; give a word/],
    [settings, { reason: 'X', massage: 'x' }, /event\(\) has no option "massage"/],
    [settings, { reason: 'X', type: 'Error' }, /type is a string; give 'Normal' or 'Warning'/],
    [{ metadata: { name: 'x' } }, { reason: 'X' }, /apiVersion of the object of event\(\) is undefined/],
    [undefined, { reason: 'X' }, /the object of event\(\) is undefined/],
  ])('that makes no sense is told, and not thrown (%#)', async (object, note, message) => {
    events.event(object as never, note as never);
    expect(failures.map((failure) => failure.message)).toEqual([expect.stringMatching(message)]);
    expect(writes).toEqual([]);
  });
});

describe('what happens again', () => {
  const again = (times: number): void => {
    for (let i = 0; i < times; i++) events.event(settings, { reason: 'Again', note: 'same' });
  };

  test('is one Event, whose count is written at once, then ever more rarely', async () => {
    const seconds: number[] = [];
    for (let second = 0; second < 100; second++) {
      again(1);
      const before = writes.length;
      await pass(1000);
      if (writes.length > before) seconds.push(second);
    }
    expect(await stored()).toHaveLength(1);
    expect(seconds).toEqual([0, 1, 10, 30, 70]);
  });

  test('is written with its last count at the end', async () => {
    again(1);
    await pass(0);
    again(41);
    await pass(0);
    again(8);
    await events.close();
    expect((await stored()).map(({ series }) => series?.count)).toEqual([50]);
    again(1);
    await pass(60_000);
    expect((await stored())[0]?.series?.count).toBe(50); // it has ended
    expect(failures.map(({ message }) => message)).toEqual([expect.stringMatching(/^an event was not recorded: .* came after close\(\)$/)]);
  });

  test('before the first was written is one Event with a count', async () => {
    again(5);
    await pass(0);
    expect(writes).toEqual(['POST']);
    expect((await stored()).map(({ series }) => series?.count)).toEqual([5]);
  });

  test('after six minutes without is another Event', async () => {
    again(1);
    await pass(359_999);
    again(1);
    await pass(0);
    expect(await stored()).toHaveLength(1);
    await pass(360_000);
    again(1);
    await pass(0);
    expect((await stored()).map(({ series }) => series?.count)).toEqual([2, undefined]);
  });

  test('is a new Event where the server has forgotten the first', async () => {
    again(1);
    await pass(0);
    for (const { metadata } of await stored()) await Api.namespaced(server.client(), Event, 'default').delete(metadata?.name ?? '');
    again(1);
    await pass(0);
    expect((await stored()).map(({ series }) => series?.count)).toEqual([2]);
    expect(failures).toEqual([]);
  });

  test('with another note, object or reason is another Event; with another version of the object it is not', async () => {
    again(1);
    events.event(settings, { reason: 'Again', note: 'another' });
    events.event(settings, { reason: 'Other', note: 'same' });
    events.event({ ...settings, metadata: { ...settings.metadata, uid: 'u2' } }, { reason: 'Again', note: 'same' });
    events.event({ ...settings, metadata: { ...settings.metadata, resourceVersion: '8' } }, { reason: 'Again', note: 'same' });
    await pass(0);
    expect((await stored()).map(({ series }) => series?.count ?? 1).sort()).toEqual([1, 1, 1, 2]);
  });
});

describe('a flood', () => {
  test('of different events of one object is held back, and said once; others are not', async () => {
    for (let i = 0; i < 100; i++) events.event(settings, { reason: 'Flood', note: `number ${i}` });
    events.event({ ...settings, metadata: { ...settings.metadata, uid: 'u2' } }, { reason: 'Flood', note: 'of another' });
    await pass(0);
    expect(await stored()).toHaveLength(26);
    expect(failures.map(({ message }) => message)).toEqual([
      'events of ConfigMap default/settings are left out: more than 25 different ones at once; leave times and counters out of the notes',
    ]);
    await pass(300_000);
    events.event(settings, { reason: 'Flood', note: 'one more' });
    events.event(settings, { reason: 'Flood', note: 'too many' });
    await pass(0);
    expect(await stored()).toHaveLength(27);
  });

  test('while the server hangs takes a bounded memory, loses the first, and says so', async () => {
    network = 'hangs';
    for (let i = 0; i < defaults.remembered + 3; i++)
      events.event({ ...settings, metadata: { name: `s${i}`, namespace: 'default' } }, { reason: 'Flood' });
    expect(failures.map(({ message }) => message)).toEqual(
      [0, 1, 2].map((i) => `an event of ConfigMap default/s${i} is left out: too many wait to be written`),
    );
    const closed = events.close();
    await pass(5000);
    await closed;
  });
});

describe('a server that does not answer', () => {
  test('is asked again, and has the event in the end', async () => {
    network = 'down';
    events.event(settings, { reason: 'Late' });
    await pass(2500);
    expect(writes).toHaveLength(2);
    network = 'up';
    await pass(2000);
    expect((await stored()).map(({ reason }) => reason)).toEqual(['Late']);
    expect(failures).toEqual([]);
  });

  test('is asked five times, then the event is given up and told', async () => {
    network = 'down';
    events.event(settings, { reason: 'Lost' });
    await pass(3_600_000);
    expect(writes).toHaveLength(5);
    expect(failures).toMatchObject([
      { code: 'event', message: expect.stringMatching(/^an event of ConfigMap default\/settings could not be written: .*no route/) },
    ]);
  });

  test('holds up a stop for five seconds at most', async () => {
    network = 'hangs';
    events.event(settings, { reason: 'Stuck' });
    let ended = false;
    const closed = events.close().then(() => (ended = true));
    await pass(4999);
    expect(ended).toBe(false);
    await pass(1);
    await closed;
  });

  test('costs no memory for what happens again and again meanwhile', async () => {
    network = 'hangs';
    const tell = (times: number): void => {
      for (let time = 0; time < times; time++) events.event(settings, { reason: 'Busy' });
    };
    tell(2000);
    const before = heap();
    tell(40_000);
    expect(heap() - before).toBeLessThan(3e6);
    const closed = events.close();
    await pass(5000);
    await closed;
  });

  test('that refuses is not asked again', async () => {
    events.event({ ...settings, metadata: { name: 'x', namespace: 'nowhere' } }, { reason: 'Refused' });
    await pass(3_600_000);
    expect(writes).toEqual(['POST']);
    expect(failures).toMatchObject([{ code: 'event', message: expect.stringContaining('"nowhere" not found') }]);
  });
});

test('as a part of a manager it ends when it is told to, with everything written', async () => {
  const stop = new AbortController();
  const run = events.run({ signal: stop.signal });
  const object = await Api.namespaced(server.client(), ConfigMap, 'default').create({ metadata: { name: 'settings' } });
  events.event(object, { reason: 'Last' });
  stop.abort();
  await run;
  expect((await stored()).map(({ reason }) => reason)).toEqual(['Last']);
});

test.each([
  ['short', 'short'],
  ['much too long', 'much to...'],
  ['éééééééé', 'ééé...'],
  ['😀😀😀', '😀...'],
])('%s is cut to ten bytes as %s', (text, cut) => {
  expect(cutTo(10, text)).toBe(cut);
});
