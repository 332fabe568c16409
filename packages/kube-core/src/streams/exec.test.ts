import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from '@jest/globals';
import { Pod } from '../k8s/core-v1.js';
import { collectText, type KubeRequest } from '../request/http.js';
import { TransportError } from '../service/errors.js';
import { clientOf, exited, Peer, settled } from '../../test/streams/peer.js';
import { Api } from '../api/api.js';
import type { Exec, ExecOptions } from './exec.js';

interface Running {
  readonly exec: Exec;
  readonly request: KubeRequest;
}

async function start(peer: Peer, options: ExecOptions = {}): Promise<Running> {
  const { client, requests } = clientOf(peer);
  const exec = await Api.namespaced(client, Pod, 'web').exec('x', ['sh'], options);
  return { exec, request: requests[0]! };
}

const podsOf = (peer: Peer): Api<Pod> => Api.namespaced(clientOf(peer).client, Pod, 'web');

async function* pieces(...all: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of all) yield Buffer.from(piece);
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

describe('what a command prints', () => {
  test('goes to the stream of its channel, in order', async () => {
    const peer = new Peer();
    const output = podsOf(peer).run('x', ['sh']);
    await settled();
    peer.says(1); // the server's first message says that it is connected
    peer.says(1, 'a');
    peer.says(2, 'x');
    peer.says(1, 'b');
    peer.ends();
    expect(await output).toEqual({ code: 0, stdout: 'ab', stderr: 'x' });
  });

  test('may be cut inside a character', async () => {
    const peer = new Peer();
    const output = podsOf(peer).run('x', ['sh']);
    const bytes = Buffer.from('漢🎉');
    for (const byte of bytes) peer.says(1, Uint8Array.of(byte));
    peer.ends();
    expect((await output).stdout).toBe('漢🎉');
  });

  test('leaves messages without a channel, and of channels that nobody knows, unread', async () => {
    const peer = new Peer();
    const output = podsOf(peer).run('x', ['sh']);
    peer.messages.write(new Uint8Array());
    for (const channel of [0, 4, 7, 255]) peer.says(channel, 'noise');
    peer.says(1, 'signal');
    peer.ends();
    expect(await output).toEqual({ code: 0, stdout: 'signal', stderr: '' });
  });

  test('waits at the server while nobody reads it, and holds up the other output', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    const piece = Buffer.alloc(64 * 1024, 'x');
    const sent = 100;
    for (let count = 0; count < sent; count++) peer.says(2, piece);
    await settled();
    expect(peer.says(1, 'after')).toBe(false); // the server is asked to wait
    peer.ends();
    const stdout = collectText(exec.stdout);
    expect(await Promise.race([stdout, settled().then(() => 'held up')])).toBe('held up');
    const stderr = await collectText(exec.stderr);
    expect(stderr).toHaveLength(sent * piece.length);
    expect([await stdout, await exec.exit]).toEqual(['after', { code: 0 }]);
  });

  test('flows on when the reader of an output leaves', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    for (let count = 0; count < 20; count++) peer.says(2, Buffer.alloc(64 * 1024));
    peer.says(1, 'after');
    peer.ends();
    for await (const _ of exec.stderr) break;
    expect(await collectText(exec.stdout)).toBe('after');
  });
});

describe('how a command ends', () => {
  test.each(['3', '0', '255'])('is its exit code %s', async (code) => {
    const peer = new Peer();
    const output = podsOf(peer).run('x', ['sh']);
    peer.ends(exited(code));
    expect((await output).code).toBe(Number(code));
  });

  test('is a success where the server closes normally without a word, as in client-go', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    peer.messages.end();
    expect(await exec.exit).toEqual({ code: 0 });
  });

  test('may come in several pieces', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    const status = JSON.stringify(exited('3'));
    peer.says(3, status.slice(0, 20));
    peer.says(3, status.slice(20));
    peer.messages.end();
    expect(await exec.exit).toEqual({ code: 3 });
  });

  test('is an ApiError where it could not run at all', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    peer.ends({ status: 'Failure', reason: 'InternalError', message: 'no such file', code: 500 });
    expect(await errorOf(exec.exit)).toMatchObject({ code: 'api', message: 'no such file (exec: 500)' });
    expect(await errorOf(collectText(exec.stdout))).toMatchObject({ code: 'api' });
  });

  test.each<[string, string | object, RegExp]>([
    ['a code that is no number', exited('many'), /exit code that is no number: "many"/],
    ['no code', { status: 'Failure', reason: 'NonZeroExitCode' }, /exit code that is no number: ""/],
    ['no JSON', 'oops', /no Status: oops/],
  ])('is an AnswerError where the server speaks of %s', async (_what, status, words) => {
    const peer = new Peer();
    const { exec } = await start(peer);
    peer.says(3, typeof status === 'string' ? status : JSON.stringify(status));
    peer.messages.end();
    expect(await errorOf(exec.exit)).toMatchObject({ code: 'answer', message: expect.stringMatching(words) });
  });

  test('is an error where the connection breaks, for the outputs as well, after what has arrived', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    peer.says(1, 'half');
    const broken = new TransportError('https://h', new Error('broken'));
    peer.messages.fail(broken);
    expect(await errorOf(exec.exit)).toBe(broken);
    const stdout = exec.stdout[Symbol.asyncIterator]();
    expect(String((await stdout.next()).value)).toBe('half');
    expect(await errorOf(stdout.next())).toBe(broken);
    expect(peer.disposed).toBeGreaterThan(0);
  });

  test.each<[string, string, unknown]>([
    ['a connection that breaks after the last word loses nothing', JSON.stringify(exited('4')), { code: 4 }],
    ['a last word that is cut short is none', JSON.stringify(exited('4')).slice(0, 40), expect.objectContaining({ code: 'transport' })],
  ])('%s', async (_what, status, expected) => {
    const peer = new Peer();
    const { exec } = await start(peer);
    peer.says(1, 'all of it');
    peer.says(3, status);
    peer.messages.fail(new TransportError('https://h', new Error('reset')));
    expect(await exec.exit.catch((error: unknown) => error)).toEqual(expected);
  });

  test('does not wait for a connection that stays open after the last word', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    peer.says(1, 'all of it');
    peer.says(3, JSON.stringify(exited('4')));
    expect([await exec.exit, await collectText(exec.stdout), peer.disposed]).toEqual([{ code: 4 }, 'all of it', 1]);
  });

  test('is no unhandled rejection for who does not ask', async () => {
    const peer = new Peer();
    await start(peer);
    peer.messages.fail(new Error('broken'));
    await settled(); // the runner fails a test that leaves a rejection unhandled
    expect(peer.disposed).toBeGreaterThan(0);
  });

  test('is the reason of the signal, also while nobody reads the outputs', async () => {
    const controller = new AbortController();
    const peer = new Peer();
    const { exec, request } = await start(peer, { signal: controller.signal });
    expect(request.signal).toBe(controller.signal);
    for (let count = 0; count < 20; count++) peer.says(2, Buffer.alloc(64 * 1024));
    await settled();
    controller.abort(new Error('enough'));
    expect(await errorOf(exec.exit)).toMatchObject({ message: 'enough' });
    expect(peer.disposed).toBeGreaterThan(0);
  });

  test('is the reason of a signal that aborted while the connection was made', async () => {
    const peer = new Peer();
    const { exec } = await start(peer, { signal: AbortSignal.abort(new Error('enough')), stdin: pieces('a') });
    expect(await errorOf(exec.exit)).toMatchObject({ message: 'enough' });
    expect(peer.received).toEqual([]);
  });

  test('is an AnswerError where the last word does not end', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    for (let count = 0; count < 20; count++) peer.says(3, Buffer.alloc(64 * 1024, 'x'));
    expect(await errorOf(exec.exit)).toMatchObject({ code: 'answer', message: expect.stringContaining('without end') });
    expect(peer.disposed).toBeGreaterThan(0);
  });

  test('is an error for who has closed the session before', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    await exec.close();
    expect(await errorOf(exec.exit)).toMatchObject({ code: 'exec-closed' });
  });

  test('is never a success for who has disposed the session before', async () => {
    const peer = new Peer();
    const { exec } = await start(peer);
    await exec[Symbol.asyncDispose]();
    peer.messages.end(); // the server answers the goodbye
    expect(await errorOf(exec.exit)).toMatchObject({ code: 'exec-closed' });
    expect(await errorOf(collectText(exec.stdout))).toMatchObject({ code: 'exec-closed' });
  });
});

describe('standard input', () => {
  test('is sent in chunks of 32 KiB, and closed with its own message in v5', async () => {
    const peer = new Peer();
    const bytes = Buffer.alloc(80 * 1024, 'x');
    const { exec, request } = await start(peer, { stdin: pieces(bytes, '', 'end') });
    await settled();
    expect(request.path).toContain('stdin=true');
    expect(peer.received.map((message) => [message[0], message.length - 1])).toEqual([
      [0, 32 * 1024],
      [0, 32 * 1024],
      [0, 16 * 1024],
      [0, 3],
      [255, 1],
    ]);
    expect(peer.received.at(-1)).toEqual(Buffer.of(255, 0));
    peer.ends();
    expect(await exec.exit).toEqual({ code: 0 });
  });

  test('may be text, of a generator or a stream', async () => {
    const peer = new Peer();
    await start(peer, { stdin: Readable.from(['ü', 'b']) });
    await settled();
    expect(peer.received.map(String)).toEqual(['\0ü', '\0b', String(Buffer.of(255, 0))]);
  });

  test('is left open in v4, where closing it would lose the output', async () => {
    const peer = new Peer('v4.channel.k8s.io');
    await start(peer, { stdin: pieces('a') });
    await settled();
    expect(peer.received).toEqual([Buffer.from('\0a')]);
    expect(peer.disposed).toBe(0);
  });

  test('is not asked for where there is none', async () => {
    const peer = new Peer();
    const { request } = await start(peer);
    await settled();
    expect(request.path).not.toContain('stdin');
    expect(peer.received).toEqual([]);
  });

  test('of run is text or bytes', async () => {
    for (const stdin of ['ü', Buffer.from('ü')]) {
      const peer = new Peer();
      const output = podsOf(peer).run('x', ['cat'], { stdin });
      await settled();
      expect(peer.received[0]).toEqual(Buffer.from('\0ü'));
      peer.ends();
      await output;
    }
  });

  test('that throws ends the session with what it threw', async () => {
    const broken = new Error('broken');
    const peer = new Peer();
    const stdin = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from('a');
      throw broken;
    };
    const { exec } = await start(peer, { stdin: stdin() });
    expect(await errorOf(exec.exit)).toBe(broken);
    expect(await errorOf(collectText(exec.stdout))).toBe(broken);
    expect(peer.disposed).toBeGreaterThan(0);
  });

  test.each<[string, unknown, RegExp]>([
    ['yields a number', [7], /what stdin yields is bytes or text; this is a number/],
    ['cannot be iterated', 7, /./],
    ['is nothing that can be read', null, /./],
  ])('that %s ends the session with an error, and no rejection is left unhandled', async (_what, stdin, words) => {
    const peer = new Peer();
    const yielding = async function* (): AsyncGenerator<unknown, void, undefined> {
      yield* stdin as unknown[];
    };
    const given = Array.isArray(stdin) ? yielding() : stdin;
    const error = await errorOf(start(peer, { stdin: given as AsyncIterable<Uint8Array> }).then(({ exec }) => exec.exit));
    expect(String(error)).toMatch(words);
  });

  test('that throws as it is left changes nothing', async () => {
    const throwing: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          throw new Error('broken');
        },
      }),
    };
    const peer = new Peer();
    const { exec } = await start(peer, { stdin: throwing });
    peer.ends(exited('3'));
    expect(await exec.exit).toEqual({ code: 3 });
  });

  test('that never ends does not hold back a command that has ended, and is let go', async () => {
    let left = false;
    const forever: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          left = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const peer = new Peer();
    const { exec } = await start(peer, { stdin: forever });
    peer.ends(exited('3'));
    expect(await exec.exit).toEqual({ code: 3 });
    expect(left).toBe(true);
  });

  test('that the command does not read to its end is no error: the exit code counts', async () => {
    const peer = new Peer();
    peer.refuses = new Error('the socket is closed');
    const { exec } = await start(peer, { stdin: pieces('a', 'b') });
    peer.ends(exited('1'));
    expect(await exec.exit).toEqual({ code: 1 });
  });

  test('is read no faster than it is sent', async () => {
    const peer = new Peer();
    let asked = 0;
    let sent: () => void = () => undefined;
    peer.send = () => new Promise((resolve) => (sent = resolve));
    const stdin = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for (;;) {
        asked++;
        yield Buffer.from('a');
      }
    };
    const { exec } = await start(peer, { stdin: stdin() });
    await settled();
    expect(asked).toBe(1);
    sent();
    await settled();
    expect(asked).toBe(2);
    await exec[Symbol.asyncDispose]();
  });
});

describe('standard input that is written by hand', () => {
  test('is sent in the order of the writes, awaited or not, and then closed', async () => {
    const peer = new Peer();
    const { exec, request } = await start(peer, { stdin: 'pipe' });
    expect(request.path).toContain('stdin=true');
    await Promise.all([exec.stdin.write(Buffer.alloc(40 * 1024, 'a')), exec.stdin.write('b'), exec.stdin.end()]);
    expect(peer.received.map((message) => String(message.subarray(0, 2)))).toEqual(['\0a', '\0a', '\0b', String(Buffer.of(255, 0))]);
  });

  test.each<[string, ExecOptions, (exec: Exec, peer: Peer) => unknown, RegExp]>([
    ['that was not asked for', {}, () => undefined, /no standard input: open the session with/],
    ['that has ended', { stdin: 'pipe' }, (exec) => exec.stdin.end(), /nothing can be written after end/],
    ['of a command that has ended', { stdin: 'pipe' }, (exec, peer) => (peer.ends(), exec.exit), /the session has ended/],
  ])('%s takes nothing', async (_what, options, before, words) => {
    const peer = new Peer();
    const { exec } = await start(peer, options);
    await before(exec, peer);
    const error = await errorOf(exec.stdin.write('a'));
    expect(error).toMatchObject({ code: 'stream-closed', message: expect.stringMatching(words) });
    expect(peer.received.filter(([stream]) => stream === 0)).toEqual([]);
  });

  test('is the end of a pipeline', async () => {
    const peer = new Peer();
    const { exec } = await start(peer, { stdin: 'pipe' });
    await pipeline(Readable.from(['a', 'b']), exec.stdin.node());
    expect(peer.received.map(String)).toEqual(['\0a', '\0b', String(Buffer.of(255, 0))]);
  });
});

describe('a terminal', () => {
  test('stays open when its input ends: runtimes hang up a terminal whose input is closed', async () => {
    const peer = new Peer();
    const { exec } = await start(peer, { tty: true, stdin: pieces('key') });
    await settled();
    expect(peer.received.map(String)).toEqual(['\u0000key']);
    peer.ends();
    expect(await exec.exit).toEqual({ code: 0 });
  });

  test('has one output, and is told its size as Go spells it', async () => {
    const peer = new Peer();
    const { exec, request } = await start(peer, { tty: true, container: 'c' });
    expect(request.path).toBe('/api/v1/namespaces/web/pods/x/exec?command=sh&container=c&stdout=true&tty=true');
    await exec.resize({ width: 80, height: 24 });
    expect(peer.received.map(String)).toEqual(['\u0004{"Width":80,"Height":24}']);
  });

  test.each([0, -1, 65_536, 1.5, NaN])('is never %s wide', async (width) => {
    const peer = new Peer();
    const { exec } = await start(peer, { tty: true });
    expect(await errorOf(exec.resize({ width, height: 24 }))).toMatchObject({ code: 'params', message: expect.stringContaining('width') });
    expect(peer.received).toEqual([]);
  });
});
