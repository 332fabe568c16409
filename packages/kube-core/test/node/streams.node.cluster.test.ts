import { request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isNotFound, withPrefix } from 'kube-core';
import { openStage, type Stage } from '../streams/stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage('streams');
});
afterAll(async () => stage[Symbol.asyncDispose]());

async function all<T>(lines: AsyncIterable<T>, most = Infinity): Promise<T[]> {
  const read: T[] = [];
  for await (const line of lines) if (read.push(line) >= most) break;
  return read;
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect('no error').toBe('an error'),
    (error: unknown) => error,
  );

describe('logs', () => {
  const count = 'i=0; while test $i -lt 50; do i=$((i+1)); echo "line $i 漢"; done';

  test('are what the container printed, from the end, with their times, or up to some bytes', async () => {
    await stage.start('counter', { main: `${count}; sleep 3600` });
    const lines = Array.from({ length: 50 }, (_, at) => `line ${at + 1} 漢`);
    expect(await all(stage.pods.logLines('counter'))).toEqual(lines);
    expect(await all(stage.pods.logLines('counter', { tailLines: 2 }))).toEqual(lines.slice(-2));
    expect(await all(stage.pods.logLines('counter', { tailLines: 0 }))).toEqual([]);
    expect(await all(stage.pods.logLines('counter', { sinceSeconds: 3600, limitBytes: 6 }))).toEqual(['line 1']);
    expect(await all(stage.pods.logLines('counter', { tailLines: 1, timestamps: true }))).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\S+ line 50 漢$/),
    ]);
  });

  test('are followed to the end of the container, and the last line without its end is one', async () => {
    await stage.start(
      'ending',
      { main: 'for i in 1 2 3; do echo "$i"; sleep 0.4; done; printf last' },
      { spec: { restartPolicy: 'Never' } },
    );
    expect(await all(stage.pods.logLines('ending', { follow: true }))).toEqual(['1', '2', '3', 'last']);
  });

  test('are left at once while they wait', async () => {
    await stage.start('quiet', { main: 'echo one; sleep 3600' });
    const lines = stage.pods.logLines('quiet', { follow: true });
    expect((await lines.next()).value).toBe('one');
    const waiting = lines.next();
    const begin = performance.now();
    await lines.return();
    expect([(await waiting).done, performance.now() - begin < 1_000]).toEqual([true, true]);
  });

  test('of a container that was restarted are those before, where they are asked for', async () => {
    await stage.start(
      'again',
      { main: 'if test -e /tmp/x/was; then echo second; sleep 3600; fi; touch /tmp/x/was; echo first' },
      {
        spec: { volumes: [{ name: 'x', emptyDir: {} }] },
        containerVolume: { name: 'x', mountPath: '/tmp/x' },
        until: (pod) =>
          pod.status?.containerStatuses?.[0]?.restartCount === 1 && pod.status.containerStatuses[0].state?.running !== undefined,
      },
    );
    expect(await all(stage.pods.logLines('again'))).toEqual(['second']);
    expect(await all(stage.pods.logLines('again', { previous: true }))).toEqual(['first']);
  });

  test('of several containers come with where they are from', async () => {
    const labels = { app: 'many' };
    for (const pod of ['many-1', 'many-2'])
      await stage.start(pod, { a: `echo of ${pod} a; sleep 3600`, b: `echo of ${pod} b; sleep 3600` }, { labels });
    const entries = await all(stage.pods.logEntries({ labelSelector: 'app=many', follow: true }), 4);
    expect(entries.map(withPrefix).sort()).toEqual([
      '[pod/many-1/a] of many-1 a',
      '[pod/many-1/b] of many-1 b',
      '[pod/many-2/a] of many-2 a',
      '[pod/many-2/b] of many-2 b',
    ]);
  });

  test('are refused for a pod that is not there', async () => {
    expect(isNotFound(await errorOf(stage.pods.logs('nobody')))).toBe(true);
    expect(isNotFound(await errorOf(all(stage.pods.logLines('nobody', { follow: true }))))).toBe(true);
  });
});

describe('a port', () => {
  const port = 20_000 + Math.floor(Math.random() * 10_000); // the node's own network

  beforeAll(async () => {
    const serve = `mkdir -p /tmp/www; head -c 300000 /dev/zero | tr '\\0' x > /tmp/www/big; echo hello > /tmp/www/index.html; httpd -f -p ${port} -h /tmp/www`;
    await stage.start('web', { main: serve });
  });

  /** Asks over a stream; Node's own client takes any Duplex for a socket. */
  function get(stream: Duplex, path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      httpRequest({ createConnection: () => stream, path, headers: { host: 'pod', connection: 'close' } }, (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (piece: string) => (text += piece))
          .on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
  }

  test('answers HTTP', async () => {
    expect(await get(await stage.pods.portForward('web', port), '/')).toBe('hello\n');
  });

  test('answers on 20 connections at a time, with all of what is asked for', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, async () => get(await stage.pods.portForward('web', port), '/big')));
    expect(answers.map((text) => text.length)).toEqual(Array.from({ length: 20 }, () => 300_000));
  });

  test('on which nothing listens is an error of the stream', async () => {
    const stream = await stage.pods.portForward('web', 1);
    expect(await errorOf(all(stream))).toMatchObject({ code: 'port-forward' });
  });

  test('of a pod that is not there is refused', async () => {
    expect(isNotFound(await errorOf(stage.pods.portForward('nobody', 80)))).toBe(true);
  });
});
