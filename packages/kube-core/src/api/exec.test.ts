import { describe, expect, test } from '@jest/globals';
import { Client } from '../client/client.js';
import { Pod } from '../k8s/core-v1.js';
import { collectText, respond, type KubeRequest, type MessageSocket } from '../request/http.js';
import { TransportError } from '../service/errors.js';
import { Pipe } from '../util/pipe.js';
import { Api } from './api.js';
import type { Exec, ExecOptions } from './exec.js';

const success = { metadata: {}, status: 'Success' };
const exited = (code: string): object => ({
  status: 'Failure',
  reason: 'NonZeroExitCode',
  message: `command terminated with exit code ${code}`,
  details: { causes: [{ reason: 'ExitCode', message: code }] },
});

/** The server's end of a socket: a test says what it sends, and sees what it received. */
class Peer implements MessageSocket {
  readonly protocol: string;
  readonly messages = new Pipe();
  readonly received: Buffer[] = [];
  disposed = 0;
  refuses: Error | undefined;

  constructor(protocol = 'v5.channel.k8s.io') {
    this.protocol = protocol;
  }

  send(message: Uint8Array): Promise<void> {
    if (this.refuses !== undefined) return Promise.reject(this.refuses);
    this.received.push(Buffer.from(message));
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.disposed++;
    return Promise.resolve();
  }

  /** One message on a channel. */
  says(channel: number, payload: string | Uint8Array = ''): boolean {
    return this.messages.write(Buffer.concat([Uint8Array.of(channel), Buffer.from(payload)]));
  }

  /** The last word, and the end of the connection. */
  ends(status: object = success): void {
    this.says(3, JSON.stringify(status));
    this.messages.end();
  }
}

interface Running {
  readonly exec: Exec;
  readonly request: KubeRequest;
}

async function start(peer: Peer, options: ExecOptions = {}): Promise<Running> {
  let request: KubeRequest | undefined;
  const client = Client.of((sent) => {
    request = sent;
    return Promise.resolve({ ...respond(101), socket: peer });
  });
  const exec = await Api.namespaced(client, Pod, 'web').exec('x', ['sh'], options);
  return { exec, request: request! };
}

const podsOf = (peer: Peer): Api<Pod> =>
  Api.namespaced(
    Client.of(() => Promise.resolve({ ...respond(101), socket: peer })),
    Pod,
    'web',
  );

async function* pieces(...all: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of all) yield Buffer.from(piece);
}

/** Lets everything that can go on do so. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
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

describe('a terminal', () => {
  test('has one output, and is told its size as Go spells it', async () => {
    const peer = new Peer();
    const { exec, request } = await start(peer, { tty: true, container: 'c' });
    expect(request.path).toBe('/api/v1/namespaces/web/pods/x/exec?command=sh&container=c&stdout=true&tty=true');
    await exec.resize({ width: 80, height: 24 });
    expect(peer.received.map(String)).toEqual(['\u0004{"Width":80,"Height":24}']);
  });
});
