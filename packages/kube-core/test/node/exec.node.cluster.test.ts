import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, isNotFound, type Api, type Exec } from 'kube-core';
import type { Pod } from 'kube-core/k8s';
import { openStage, type Stage } from '../streams/stage.js';

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

describe('a command in a container', () => {
  let stage: Stage;
  let pods: Api<Pod>;

  beforeAll(async () => {
    stage = await openStage('exec');
    ({ pods } = stage);
    await stage.start('shell', { main: 'sleep 3600' });
  });
  afterAll(async () => stage[Symbol.asyncDispose]());

  function* chunksOf(bytes: Buffer): Generator<Buffer, void, undefined> {
    for (let start = 0; start < bytes.length; start += 100_000) yield bytes.subarray(start, start + 100_000);
  }

  const shell = (script: string, options: Parameters<Api<Pod>['exec']>[2] = {}): Promise<Exec> =>
    pods.exec('shell', ['sh', '-c', script], options);

  test('tells its output, its errors and its exit code', async () => {
    const script = 'echo out; echo err >&2; exit 3';
    expect(await pods.run('shell', ['sh', '-c', script])).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
    expect(await pods.run({ name: 'shell', namespace: stage.namespace }, ['true'], { container: 'main' })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('gets each word as it was given', async () => {
    const words = ['', 'two words', 'ünï 🎉', '$HOME "quoted" \'&?=', 'line\nfeed'];
    const { stdout } = await pods.run('shell', ['sh', '-c', 'for word; do printf "%s|" "$word"; done', 'sh', ...words]);
    expect(stdout).toBe(words.map((word) => `${word}|`).join(''));
  });

  test('reads a megabyte and its end from standard input', async () => {
    const stdin = Buffer.alloc(1024 * 1024, 'abcdefgh');
    const { stdout, code } = await pods.run('shell', ['cat'], { stdin });
    expect([code, stdout.length, stdout === stdin.toString()]).toEqual([0, stdin.length, true]);
  });

  test('takes 10 MB through cat and gives back the same, as a pipeline of streams', async () => {
    const bytes = randomBytes(10 * 1024 * 1024);
    await using exec = await shell('cat', { stdin: 'pipe' });
    const hash = createHash('sha256');
    await Promise.all([
      pipeline(Readable.from(chunksOf(bytes), { objectMode: false }), exec.stdin.node()),
      pipeline(exec.stdout.node(), hash),
    ]);
    expect([hash.digest('hex'), await exec.exit]).toEqual([createHash('sha256').update(bytes).digest('hex'), { code: 0 }]);
  });

  test('answers after its standard input was closed, and not before', async () => {
    await using exec = await shell('wc -c', { stdin: 'pipe' });
    const answer = exec.stdout.text();
    await exec.stdin.write('12345');
    expect(await Promise.race([answer, wait(300)])).toBeUndefined();
    await exec.stdin.end();
    expect([await answer, await exec.exit]).toEqual(['5\n', { code: 0 }]);
  });

  // As much as the buffers on the way hold. With 256 KiB and more, a kubelet on containerd 1.6 now and then never answers kubectl either.
  test('may end without reading what it is sent', async () => {
    expect((await pods.run('shell', ['sh', '-c', 'exit 4'], { stdin: Buffer.alloc(128 * 1024) })).code).toBe(4);
  });

  test('may end while its input does not', async () => {
    const forever = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from('first\n');
      await new Promise(() => undefined);
    };
    const exec = await shell('read line; echo "$line"; exit 5', { stdin: forever() });
    expect([await exec.stdout.text(), await exec.exit]).toEqual(['first\n', { code: 5 }]);
  });

  test('is held up by a reader that takes its time, and loses nothing', async () => {
    const exec = await shell('dd if=/dev/zero bs=1024 count=20480 2>/dev/null; echo end >&2');
    await wait(500);
    let size = 0;
    for await (const chunk of exec.stdout) size += chunk.length;
    expect([size, await exec.stderr.text(), await exec.exit]).toEqual([20 * 1024 * 1024, 'end\n', { code: 0 }]);
  });

  test('has a terminal of the size that it is told', async () => {
    let press: () => void = () => undefined;
    const pressed = new Promise<void>((resolve) => (press = resolve));
    const keys = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      await pressed;
      yield Buffer.from('\n');
    };
    const exec = await shell('test -t 0 && read key; stty size; echo error >&2', { tty: true, stdin: keys() });
    await exec.resize({ width: 123, height: 45 });
    await wait(300); // the size travels on its own
    press();
    expect((await exec.stdout.text()).trim().split(/\s*\r\n/)).toEqual(['45 123', 'error']);
    expect(await exec.exit).toEqual({ code: 0 });
  });

  test('that does not exist is an error of the API, not a success', async () => {
    expect(await pods.run('shell', ['/no/such/command']).catch(codeOf)).toBe('api');
  });

  test('streams what it prints as it prints it', async () => {
    const exec = await shell('echo one; sleep 0.3; echo two');
    const pieces: string[] = [];
    for await (const piece of exec.stdout) pieces.push(Buffer.from(piece).toString());
    expect([pieces, await exec.exit]).toEqual([['one\n', 'two\n'], { code: 0 }]);
  });

  test('is refused for a pod or a container that is not there', async () => {
    expect(isNotFound(await errorOf(pods.run('nobody', ['true'])))).toBe(true);
    const error = await errorOf(pods.run('shell', ['true'], { container: 'nobody' }));
    expect(error).toMatchObject({ code: 'api', message: expect.stringContaining('container nobody is not valid for pod shell') });
  });

  test('is left at once when its signal aborts, or the session is disposed', async () => {
    const controller = new AbortController();
    const running = pods.run('shell', ['sleep', '60'], { signal: controller.signal });
    await wait(200);
    controller.abort(new Error('enough'));
    expect(await errorOf(running)).toMatchObject({ message: 'enough' });
    const exec = await shell('echo started; sleep 60');
    for await (const chunk of exec.stdout) {
      expect(String(chunk)).toBe('started\n');
      break;
    }
    await exec[Symbol.asyncDispose]();
    expect(await errorOf(exec.exit)).toMatchObject({ code: 'exec-closed' });
  });
});

describe('a process that is attached to', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage('attach');
  });
  afterAll(async () => stage[Symbol.asyncDispose]());

  // A runtime drops what a process prints just before it ends; kubectl does not see it either.
  test('reads what is written, prints to both outputs and ends', async () => {
    await stage.start(
      'reader',
      { main: 'while read line; do echo "out $line"; echo "err $line" >&2; test "$line" = end && sleep 0.5 && exit 3; done' },
      {
        stdin: 'open',
        spec: { restartPolicy: 'Never' },
      },
    );
    await using attached = await stage.pods.attach('reader', { stdin: 'pipe' });
    await attached.stdin.write('hello\nend\n');
    const [stdout, stderr] = await Promise.all([attached.stdout.text(), attached.stderr.text(), attached.ended]);
    expect([stdout, stderr]).toEqual(['out hello\nout end\n', 'err hello\nerr end\n']);
  });

  test('has its terminal, of the size that it is told', async () => {
    await stage.start('terminal', { main: 'while read line; do stty size; done' }, { stdin: 'terminal', spec: { restartPolicy: 'Never' } });
    await using attached = await stage.pods.attach('terminal', { stdin: 'pipe', tty: true });
    await attached.resize({ width: 132, height: 50 });
    await wait(300); // the size travels on its own
    await attached.stdin.write('\n');
    let shown = '';
    for await (const chunk of attached.stdout) if ((shown += String(chunk)).includes('132')) break;
    expect(shown).toContain('50 132');
  });

  test('goes on when who has attached leaves', async () => {
    await stage.start('ticker', { main: 'while sleep 0.2; do echo tick; done' });
    const controller = new AbortController();
    const attached = await stage.pods.attach('ticker', { signal: controller.signal });
    for await (const chunk of attached.stdout) if (String(chunk).includes('tick')) break;
    controller.abort(new Error('enough'));
    expect(await errorOf(attached.ended)).toMatchObject({ message: 'enough' });
    await using again = await stage.pods.attach('ticker');
    for await (const chunk of again.stdout) if (String(chunk).includes('tick')) return;
  });

  test('is refused for a pod that is not there', async () => {
    expect(isNotFound(await errorOf(stage.pods.attach('nobody')))).toBe(true);
  });
});
