import { describe, expect, test } from '@jest/globals';
import { Api } from '../../api/api.js';
import { Client } from '../../client/client.js';
import { Pod } from '../../k8s/core-v1.js';
import { respond, respondJson, type KubeResponse } from '../../request/http.js';
import { TransportError } from '../../service/errors.js';
import { onAbort } from '../../util/async/abort.js';
import { SeenLines } from './log-seen.js';
import type { LogOptions } from './logs.js';

/** One connection to a log: what it sends, and how it ends. */
interface Connection {
  readonly sends: string;
  readonly breaks?: boolean;
}

const running = (id: string): object => ({ name: 'main', containerID: id, state: { running: {} } });
const ended = (id: string): object => ({ name: 'main', containerID: id, state: { terminated: { exitCode: 0 } } });

/** A server with one pod: its connections one after the other, and what its container is before each. */
function serverOf(
  connections: readonly Connection[],
  statuses: readonly object[] = [],
): { readonly pods: Api<Pod>; readonly asked: string[] } {
  const asked: string[] = [];
  let at = 0;
  const client = Client.of(({ path }): Promise<KubeResponse> => {
    if (!path.includes('/log')) {
      const status = statuses[Math.min(at, statuses.length - 1)];
      if (status === undefined)
        return Promise.resolve(respondJson(404, { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 }));
      return Promise.resolve(respondJson(200, { kind: 'Pod', metadata: { name: 'x' }, status: { containerStatuses: [status] } }));
    }
    asked.push(path.replace('/api/v1/namespaces/web/pods/x/log', ''));
    const connection = connections[at++];
    if (connection === undefined) throw new Error('the test has no more connections');
    return Promise.resolve(respond(200, bytes(connection)));
  });
  return { pods: Api.namespaced(client, Pod, 'web'), asked };
}

async function* bytes({ sends, breaks = false }: Connection): AsyncGenerator<Uint8Array, void, undefined> {
  for (const byte of Buffer.from(sends)) yield await Promise.resolve(Uint8Array.of(byte)); // cut inside every character
  if (breaks) throw new TransportError('https://h', new Error('broken'));
}

async function all<T>(lines: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const line of lines) read.push(line);
  return read;
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect('no error').toBe('an error'),
    (error: unknown) => error,
  );

const at = (time: string, text: string): string => `2026-01-01T00:00:${time}Z ${text}\n`;

/** A log that sends one line and then nothing, and the signals of the calls for it. */
function silentLog(): { readonly pods: Api<Pod>; readonly signals: AbortSignal[] } {
  const signals: AbortSignal[] = [];
  const client = Client.of(({ path, signal }): Promise<KubeResponse> => {
    const object = { metadata: { name: 'x', namespace: 'web' }, spec: { containers: [{ name: 'main' }] } };
    const status = { containerStatuses: [running('a')] };
    if (!path.includes('/log')) return Promise.resolve(respondJson(200, { ...object, status, items: [{ ...object, status }] }));
    if (signal !== undefined) signals.push(signal);
    const body = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from(at('01', 'a'));
      await new Promise((_resolve, reject) => onAbort(signal, reject));
    };
    return Promise.resolve(respond(200, body()));
  });
  return { pods: Api.namespaced(client, Pod, 'web'), signals };
}

test.each<[string, (pods: Api<Pod>) => AsyncGenerator<unknown, void, undefined>]>([
  ['logLines', (pods) => pods.logLines('x', { follow: true })],
  ['logEntries', (pods) => pods.logEntries({ follow: true })],
])('%s that is left while it waits for a line ends its connection at once', async (_verb, open) => {
  const { pods, signals } = silentLog();
  const lines = open(pods);
  expect((await lines.next()).done).toBe(false);
  const next = lines.next();
  await new Promise((resolve) => setImmediate(resolve));
  await lines.return();
  expect([(await next).done, signals.map(({ aborted }) => aborted)]).toEqual([true, [true]]);
});

describe('a log', () => {
  test('is asked for as the options say, zero lines as well', async () => {
    const { pods, asked } = serverOf([{ sends: 'a\n' }, { sends: '' }]);
    const options: LogOptions = { container: 'c', previous: true, tailLines: 0, sinceTime: new Date(0), limitBytes: 9, timestamps: true };
    expect(await (await pods.logs('x', options)).text()).toBe('a\n');
    await pods.logs('x', { follow: true, sinceSeconds: 5 });
    expect(asked).toEqual([
      '?container=c&previous=true&timestamps=true&tailLines=0&sinceTime=1970-01-01T00%3A00%3A00.000Z&limitBytes=9',
      '?follow=true&sinceSeconds=5',
    ]);
  });

  test('is cut into lines, the last without its end as well, and never inside a character', async () => {
    const { pods } = serverOf([{ sends: 'ünï\n\n漢🎉' }]);
    expect(await all(pods.logLines('x'))).toEqual(['ünï', '', '漢🎉']);
  });

  test.each<[object, RegExp]>([
    [{ tail: 5 }, /no option "tail"/],
    [{ tailLines: -1 }, /tailLines is -1; give a whole number from 0/],
    [{ sinceTime: 'yesterday' }, /sinceTime is a string; give a time/],
    [{ sinceSeconds: 1, sinceTime: new Date() }, /not both/],
  ])('refuses %j before anything is sent', async (options, words) => {
    const { pods, asked } = serverOf([]);
    const refused = { code: 'option', message: expect.stringMatching(words) };
    expect(await errorOf(pods.logs('x', options))).toMatchObject(refused);
    expect(await errorOf(all(pods.logLines('x', options)))).toMatchObject(refused);
    expect(asked).toEqual([]);
  });
});

describe('a log that is followed', () => {
  test('goes on after a break from the second of its last line, without a repetition or a loss', async () => {
    const first = at('01.1', 'a') + at('02.1', 'b') + at('02.2', 'c') + at('02.2', 'c');
    const { pods, asked } = serverOf(
      [
        { sends: `${first}2026-01-01T00:00:02.3Z cut he`, breaks: true },
        { sends: first.slice(at('01.1', 'a').length) + at('02.2', 'c') + at('02.3', 'cut here') + at('03', 'd') },
        { sends: at('03', 'd') + at('03', 'rest') },
      ],
      [running('1'), running('1'), ended('1')],
    );
    expect(await all(pods.logLines('x', { follow: true, tailLines: 9 }))).toEqual(['a', 'b', 'c', 'c', 'c', 'cut here', 'd', 'rest']);
    expect(asked).toEqual([
      '?follow=true&timestamps=true&tailLines=9',
      '?follow=true&timestamps=true&sinceTime=2026-01-01T00%3A00%3A02Z',
      '?timestamps=true&sinceTime=2026-01-01T00%3A00%3A03Z',
    ]);
  });

  test('takes a line that was cut by an end, not a break, whole from the next connection', async () => {
    const { pods } = serverOf(
      [{ sends: `${at('01', 'a')}2026-01-01T00:00:02Z cut` }, { sends: at('01', 'a') + at('02', 'cut here') }, { sends: '' }],
      [running('1'), running('1'), ended('1')],
    );
    expect(await all(pods.logLines('x', { follow: true, timestamps: true }))).toEqual([
      '2026-01-01T00:00:01Z a',
      '2026-01-01T00:00:02Z cut here',
    ]);
  });

  test('reads what is left of a container that was restarted from the log of the previous one', async () => {
    const { pods, asked } = serverOf(
      [{ sends: at('01', 'a') }, { sends: at('01', 'a') + at('01', 'last word') }],
      [running('1'), running('2')],
    );
    expect(await all(pods.logLines('x', { follow: true }))).toEqual(['a', 'last word']);
    expect(asked[1]).toBe('?previous=true&timestamps=true&sinceTime=2026-01-01T00%3A00%3A01Z');
  });

  test('ends with the reason of its signal while it waits', async () => {
    const controller = new AbortController();
    const pod = { kind: 'Pod', metadata: { name: 'x' }, status: { containerStatuses: [running('1')] } };
    const waiting = async function* (signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from(at('01', 'a'));
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    const client = Client.of(({ path, signal }) =>
      Promise.resolve(path.includes('/log') ? respond(200, waiting(signal)) : respondJson(200, pod)),
    );
    const lines = Api.namespaced(client, Pod, 'web').logLines('x', { follow: true, signal: controller.signal });
    expect((await lines.next()).value).toBe('a');
    const next = errorOf(lines.next());
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(new Error('enough'));
    expect(await next).toMatchObject({ message: 'enough' });
  });

  test('is refused as it was where it could never be read', async () => {
    expect(await errorOf(all(serverOf([]).pods.logLines('x', { follow: true })))).toMatchObject({ code: 'api' });
  });
});

describe('the lines that were seen', () => {
  test('are told apart by how many there are of a time, whatever the order within a second', () => {
    const seen = new SeenLines();
    const read = (...times: string[]): boolean[] => times.map((time) => seen.isNew(at(time, 'x')));
    expect(read('02.2', '02.1', '02.2')).toEqual([true, true, true]);
    seen.restart();
    expect([seen.since, read('02.1', '02.2', '02.2', '02.2', '03', '02.9')]).toEqual([
      '2026-01-01T00:00:02Z',
      [false, false, false, true, true, true],
    ]);
    expect(seen.isNew('failed to watch the file')).toBe(true);
  });
});

describe('logs of several containers', () => {
  test('come as one, each line with where it is from', async () => {
    const pods = ['p', 'q'].map((name) => ({ metadata: { name, namespace: 'web' }, spec: { containers: [{ name: 'a' }, { name: 'b' }] } }));
    const asked: string[] = [];
    const client = Client.of(({ path }) => {
      asked.push(path);
      if (!path.includes('/log')) return Promise.resolve(respondJson(200, { kind: 'PodList', metadata: {}, items: pods }));
      return Promise.resolve(respond(200, at('01', `of ${path.split('/')[6]} ${/container=(.)/.exec(path)?.[1]}`)));
    });
    const api = Api.namespaced(client, Pod, 'web');
    const entries = await all(api.logEntries({ labelSelector: 'app=x' }));
    expect(asked[0]).toContain('labelSelector=app%3Dx');
    expect(entries.map(({ pod, container, time, text }) => [pod, container, time, text]).sort()).toEqual([
      ['p', 'a', '2026-01-01T00:00:01Z', 'of p a'],
      ['p', 'b', '2026-01-01T00:00:01Z', 'of p b'],
      ['q', 'a', '2026-01-01T00:00:01Z', 'of q a'],
      ['q', 'b', '2026-01-01T00:00:01Z', 'of q b'],
    ]);
    expect((await all(api.logEntries({ container: 'b' }))).map(({ container }) => container)).toEqual(['b', 'b']);
    expect(await errorOf(all(api.logEntries({ maxContainers: 3 })))).toMatchObject({
      code: 'option',
      message: expect.stringContaining('4 containers'),
    });
  });
});
