import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, isNotFound, type Api } from 'kube-core';
import type { Pod } from 'kube-core/k8s';
import { copyFrom, copyTo, type CopyProgress } from 'kube-core/ops';
import { openStage, type Stage } from '../streams/stage.js';

let stage: Stage;
let pods: Api<Pod>;
const folder = (): string => mkdtempSync(join(tmpdir(), 'kube-copy-'));

beforeAll(async () => {
  stage = await openStage('copy');
  ({ pods } = stage);
  await stage.start('box', { main: 'sleep 3600' });
});
afterAll(async () => stage[Symbol.asyncDispose]());

const sh = async (script: string): Promise<string> => (await pods.run('box', ['sh', '-c', script])).stdout.trim();
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

describe('a file', () => {
  test('goes into a container and comes back, with its permissions and its time', async () => {
    const here = folder();
    writeFileSync(join(here, 'a.txt'), 'some text\n', { mode: 0o750 });
    expect(await copyTo(pods, 'box', { from: join(here, 'a.txt'), to: '/tmp/new/dir/b.txt', verify: true })).toEqual({
      files: 1,
      bytes: 10,
    });
    expect(await sh('cat /tmp/new/dir/b.txt; stat -c %a /tmp/new/dir/b.txt')).toBe('some text\n750');
    expect(await copyFrom(pods, 'box', { from: '/tmp/new/dir/b.txt', to: `${here}/back/`, verify: true })).toEqual({ files: 1, bytes: 10 });
    const { mode, mtimeMs } = statSync(join(here, 'back/b.txt'));
    expect([readFileSync(join(here, 'back/b.txt'), 'utf8'), mode & 0o777]).toEqual(['some text\n', 0o750]);
    expect(Math.floor(mtimeMs / 1000)).toBe(Math.floor(statSync(join(here, 'a.txt')).mtimeMs / 1000));
  });

  test('may come from a stream and go into one', async () => {
    const pieces = ['first ', 'second'];
    const source = async function* (): AsyncGenerator<string, void, undefined> {
      yield* pieces;
      await wait(1);
    };
    expect(await copyTo(pods, 'box', { from: source(), to: '/tmp/streamed', verify: true })).toEqual({ files: 1, bytes: 12 });
    let text = '';
    const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()) });
    await copyFrom(pods, 'box', { from: '/tmp/streamed', to: sink });
    expect([text, sink.writableFinished]).toEqual(['first second', true]);
  });

  test('comes whole from each of many streams that are copied at a time', async () => {
    await sh('mkdir -p /tmp/many');
    const copies = Array.from({ length: 30 }, async (_, at) => {
      const source = async function* (): AsyncGenerator<string, void, undefined> {
        yield* ['first ', 'second'];
        await wait(1);
      };
      await copyTo(pods, 'box', { from: source(), to: `/tmp/many/${at}`, verify: true });
    });
    expect((await Promise.allSettled(copies)).filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  test('of 50 MB is the same at both ends, and tells how far it is', async () => {
    const here = folder();
    const bytes = randomBytes(50 * 1024 * 1024);
    writeFileSync(join(here, 'big'), bytes);
    const told: CopyProgress[] = [];
    const onProgress = (progress: CopyProgress): void => void told.push(progress);
    await copyTo(pods, 'box', { from: join(here, 'big'), to: '/tmp/big', verify: true, onProgress });
    expect([told.length > 100, told[0]?.path, told.at(-1)]).toEqual([
      true,
      '/tmp/big',
      { path: '/tmp/big', files: 1, bytes: bytes.length },
    ]);
    await copyFrom(pods, 'box', { from: '/tmp/big', to: join(here, 'back'), verify: true });
    expect(readFileSync(join(here, 'back')).equals(bytes)).toBe(true);
  });
});

describe('a directory', () => {
  test('of 1,000 files, with names that need care and links, goes and comes back', async () => {
    const here = folder();
    const deep = join(here, 'tree', 'x'.repeat(60), 'y'.repeat(60));
    mkdirSync(deep, { recursive: true });
    mkdirSync(join(here, 'tree', 'empty'));
    for (let count = 0; count < 998; count++)
      writeFileSync(join(count % 2 === 0 ? deep : join(here, 'tree'), `file ${count}`), `text ${count}`);
    writeFileSync(join(here, 'tree', "it's ünï\nnew"), '');
    writeFileSync(join(here, 'tree', '-rf'), 'dash');
    symlinkSync('../empty', join(here, 'tree', 'x'.repeat(60), 'link'));
    expect(await copyTo(pods, 'box', { from: join(here, 'tree'), to: '/tmp/tree', verify: true })).toMatchObject({ files: 1000 });
    expect(await sh('find /tmp/tree -type f -print0 | tr -cd "\\0" | wc -c; readlink /tmp/tree/x*/link')).toBe('1000\n../empty');
    expect(await copyFrom(pods, 'box', { from: '/tmp/tree', to: join(here, 'back'), verify: true })).toMatchObject({ files: 1000 });
    const all = readdirSync(join(here, 'tree'), { recursive: true }).sort();
    expect(readdirSync(join(here, 'back'), { recursive: true }).sort()).toEqual(all);
    expect(readFileSync(join(here, 'back', '-rf'), 'utf8')).toBe('dash');
    expect(readlinkSync(join(here, 'back', 'x'.repeat(60), 'link'))).toBe('../empty');
  });

  test('with links that lead out is refused, or comes without them, or with what they lead to', async () => {
    await sh(
      'mkdir -p /tmp/links; echo secret > /tmp/elsewhere; ln -sf /tmp/elsewhere /tmp/links/out; echo in > /tmp/links/in; ln /tmp/links/in /tmp/links/in2',
    );
    const here = folder();
    const copy = (links: 'keep' | 'skip' | 'follow') =>
      copyFrom(pods, 'box', { from: '/tmp/links', to: join(here, links), links, verify: true });
    expect(await errorOf(copy('keep'))).toMatchObject({
      code: 'copy',
      message: expect.stringContaining("set links to 'skip' or 'follow'"),
    });
    expect(await copy('skip')).toEqual({ files: 2, bytes: 3 });
    expect(await copy('follow')).toEqual({ files: 3, bytes: 10 });
    expect(readFileSync(join(here, 'follow', 'out'), 'utf8')).toBe('secret\n');
  });
});

describe('a copy that cannot be made', () => {
  test('is told with the words of the tar of the container', async () => {
    expect(await errorOf(copyFrom(pods, 'box', { from: '/no/such/thing', to: folder() }))).toMatchObject({
      code: 'copy',
      message: expect.stringMatching(/^tar in the container has failed with code 1: .*no\/such\/thing: No such file/s),
    });
  });

  test('ends also where tar ends long before it has read all', async () => {
    const here = folder();
    writeFileSync(join(here, 'big'), Buffer.alloc(8 * 1024 * 1024));
    await sh('echo x > /tmp/file');
    expect(await errorOf(copyTo(pods, 'box', { from: join(here, 'big'), to: '/tmp/file/big' }))).toMatchObject({
      code: 'copy',
      message: expect.stringContaining('tar in the container has failed'),
    });
  });

  test('of a stream ends where its file takes no more, also when the stream would go on for ever', async () => {
    const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for (;;) yield await Promise.resolve(new Uint8Array(64 * 1024));
    };
    expect(await errorOf(copyTo(pods, 'box', { from: endless(), to: '/dev/full' }))).toMatchObject({
      code: 'copy',
      message: expect.stringContaining('No space left on device'),
    });
  });

  test('is refused for a container without tar, and for a pod that is not there', async () => {
    const env = [{ name: 'PATH', value: '/nowhere' }];
    const image = { image: 'localhost/busybox:test', imagePullPolicy: 'Never' };
    await stage.start('bare', {}, { spec: { containers: [{ name: 'main', ...image, env, command: ['/bin/sleep', '3600'] }] } });
    const here = folder();
    writeFileSync(join(here, 'x'), 'x');
    const words = expect.stringContaining('the container has no tar');
    expect(await errorOf(copyTo(pods, 'bare', { from: join(here, 'x'), to: '/tmp/x' }))).toMatchObject({ code: 'copy', message: words });
    expect(await errorOf(copyFrom(pods, 'bare', { from: '/tmp/x', to: here }))).toMatchObject({ code: 'copy', message: words });
    expect(isNotFound(await errorOf(copyTo(pods, 'nobody', { from: join(here, 'x'), to: '/tmp/x' })))).toBe(true);
  });

  test('is none without a source here, and with an option that there is not', async () => {
    const copy = (options: object): Promise<unknown> => copyTo(pods, 'box', { from: join(folder(), 'nothing'), to: '/tmp/x', ...options });
    expect(await copy({}).catch(codeOf)).toBe('ENOENT');
    expect(await errorOf(copy({ verfy: true }))).toMatchObject({ message: 'copyTo() has no option "verfy"; did you mean verify?' });
    expect(await errorOf(copy({ to: '/tmp/../x' }))).toMatchObject({ code: 'option' });
    expect(await errorOf(copy({ to: undefined }))).toMatchObject({ code: 'option', message: expect.stringContaining('needs to') });
  });
});

describe('a copy that is aborted', () => {
  const controllerAfter = (pieces: number): { readonly signal: AbortSignal; readonly onProgress: () => void } => {
    const controller = new AbortController();
    let left = pieces;
    return { signal: controller.signal, onProgress: () => void (--left === 0 && controller.abort(new Error('enough'))) };
  };

  test('ends at once at both ends, and leaves no half of a file here', async () => {
    const here = folder();
    writeFileSync(join(here, 'big'), Buffer.alloc(20 * 1024 * 1024));
    await copyTo(pods, 'box', { from: join(here, 'big'), to: '/tmp/zeros' });
    expect(await errorOf(copyTo(pods, 'box', { from: join(here, 'big'), to: '/tmp/half', ...controllerAfter(5) }))).toMatchObject({
      message: 'enough',
    });
    expect(await errorOf(copyFrom(pods, 'box', { from: '/tmp/zeros', to: join(here, 'half'), ...controllerAfter(5) }))).toMatchObject({
      message: 'enough',
    });
    expect(readdirSync(here)).toEqual(['big']);
    let running = 'tar';
    for (let tries = 0; running !== '' && tries < 20; tries++) {
      await wait(250);
      running = await sh('for p in /proc/[0-9]*; do tr "\\0" " " < $p/cmdline; echo; done 2>/dev/null | grep "^tar" || true');
    }
    expect(running).toBe('');
  });
});
