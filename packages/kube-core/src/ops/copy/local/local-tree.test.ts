import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Container } from '../container.js';
import { receive } from '../from-container.js';
import { LocalTree } from './local-tree.js';
import type { Links } from '../options.js';
import { writeHeader, padding, type TarHeader } from '../tar/tar-header.js';

type Sent = Partial<TarHeader> & { readonly text?: string };

/** A container whose tar sends what the test says. */
function sending(files: readonly Sent[]): Container {
  const bytes = files.flatMap(({ text = '', ...header }) => [
    writeHeader({ name: 'data', mode: 0o644, mtime: 1, type: '0', linkName: '', ...header, size: text.length }),
    Buffer.from(text),
    padding(text.length),
  ]);
  const container: Pick<Container, 'runTar' | 'compare'> = {
    runTar: (_words, use) => use(chunks([...bytes, Buffer.alloc(1024)])),
    compare: () => Promise.resolve(),
  };
  return container as Container; // all that is asked of it
}

async function* chunks(all: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* all;
}

/** Copies into a folder of its own; beside it stands another that must stay as it is. */
async function copied(files: readonly Sent[], links: Links = 'keep'): Promise<{ readonly root: string; readonly error: unknown }> {
  const root = mkdtempSync(join(tmpdir(), 'kube-copy-'));
  mkdirSync(join(root, 'outside'));
  const error: unknown = await receive(sending(files), { from: '/data', to: join(root, 'inside'), links }).catch(
    (thrown: unknown) => thrown,
  );
  expect(readdirSync(join(root, 'outside'))).toEqual([]);
  expect(readdirSync(root).filter((name) => name !== 'inside')).toEqual(['outside']);
  return { root: join(root, 'inside'), error };
}

const directory = (name = 'data'): Sent => ({ name: `${name}/`, type: '5', mode: 0o755 });
const linkTo = (name: string, linkName: string): Sent => ({ name: `data/${name}`, type: '2', linkName });

describe('what a container sends', () => {
  test('is there, with its permissions but for those that give rights, its times, and its links', async () => {
    const { root } = await copied([
      { ...directory(), mode: 0o500 },
      { name: 'data/a', text: 'text', mode: 0o4751, mtime: 1_000_000_000 },
      { name: 'data/b', type: '1', linkName: 'data/a' },
      linkTo('deep/er/link', '../../a'),
      linkTo('self', '.'),
    ]);
    const { mode, mtimeMs, nlink } = lstatSync(join(root, 'a'));
    expect([readFileSync(join(root, 'deep/er/link'), 'utf8'), (mode & 0o7777).toString(8), mtimeMs, nlink]).toEqual([
      'text',
      '751',
      1e12,
      2,
    ]);
    expect([readlinkSync(join(root, 'deep/er/link')), (lstatSync(root).mode & 0o777).toString(8)]).toEqual(['../../a', '500']);
  });

  test('takes the place of files and links that are there, and adds to directories', async () => {
    const root = mkdtempSync(join(tmpdir(), 'kube-copy-'));
    writeFileSync(join(root, 'other'), 'stays');
    writeFileSync(join(root, 'target'), 'stays');
    symlinkSync('target', join(root, 'a'));
    await receive(sending([directory(), { name: 'data/a', text: 'new' }]), { from: 'data', to: root });
    expect(['a', 'other', 'target'].map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(['new', 'stays', 'stays']);
  });

  test('is refused where a directory is in its place', async () => {
    const { error } = await copied([directory(), directory('data/a'), { name: 'data/a', text: 'x' }]);
    expect(error).toMatchObject({ code: 'copy', message: expect.stringContaining('there is a directory in its place') });
  });

  test('may be from before 1970', async () => {
    const root = mkdtempSync(join(tmpdir(), 'kube-copy-'));
    const note = { bytes: () => undefined, file: () => undefined, link: () => undefined };
    const entry = { name: 'a', mode: 0o644, size: 0, mtime: -86_400, type: '0', linkName: '', body: chunks([]) };
    await new LocalTree(root, { links: 'keep', note }).add(entry, ['a'], 'data/a');
    expect(lstatSync(join(root, 'a')).mtimeMs).toBe(-86_400_000);
  });

  test('is told to be nothing where it is nothing', async () => {
    expect((await copied([])).error).toMatchObject({ code: 'copy', message: 'the container sent nothing for /data' });
  });
});

describe('a hostile container', () => {
  test.each<[string, readonly Sent[], RegExp]>([
    ['names that lead upwards', [directory(), { name: 'data/../outside/x', text: 'x' }], /leads out of what is copied/],
    ['names that lead upwards, of directories', [directory(), directory('data/../outside/x')], /leads out/],
    ['names from the root', [directory(), { name: '/etc/passwd', text: 'x' }], /was not asked for/],
    ['names beside what was asked for', [directory(), { name: 'other', text: 'x' }], /"other", which was not asked for/],
    ['names with nothing in them', [directory(), { name: 'data//outside', text: 'x' }], /leads out/],
    ['links that lead upwards', [directory(), linkTo('l', '../outside')], /l is a link that leads out of what is copied, to \.\.\/outside/],
    ['links from the root', [directory(), linkTo('l', '/etc')], /leads out/],
    ['links that lead upwards through others', [directory(), linkTo('a/b/up', '../..'), linkTo('a/b/e', 'up/../outside')], /leads out/],
    ['a link for all of it', [{ type: '2', linkName: 'outside' }], /data is a link|inside is a link/],
    [
      'hard links to what it did not send',
      [directory(), { name: 'data/h', type: '1', linkName: 'data/nothing' }],
      /no other file of this copy/,
    ],
    [
      'hard links whose own names lead upwards',
      [directory(), { name: 'data/a', text: 'x' }, { name: 'data/../outside/x', type: '1', linkName: 'data/a' }],
      /leads out of what is copied/,
    ],
    [
      'hard links to names that lead upwards',
      [directory(), { name: 'data/a', text: 'x' }, { name: 'data/h', type: '1', linkName: 'data/b/../a' }],
      /leads out of what is copied/,
    ],
    [
      'hard links to themselves',
      [
        { name: 'data', text: 'x' },
        { type: '1', linkName: 'data' },
      ],
      /no other file of this copy/,
    ],
    ['hard links that lead out', [directory(), { name: 'data/h', type: '1', linkName: '/etc/passwd' }], /was not asked for/],
    ['devices', [directory(), { name: 'data/sda', type: '4' }], /neither a file nor a directory nor a link/],
    ['pipes', [directory(), { name: 'data/pipe', type: '6' }], /neither a file nor a directory nor a link/],
  ])('that sends %s is refused', async (_what, files, words) => {
    const { error } = await copied(files);
    expect(error).toMatchObject({ code: 'copy', message: expect.stringMatching(words) });
  });

  test('cannot write through a link that it has sent before: links are made last', async () => {
    const { root } = await copied([directory(), linkTo('here', 'sub'), { name: 'data/here/x', text: 'x' }]);
    expect(existsSync(join(root, 'sub'))).toBe(false);
  });

  test('cannot write through a link that was there before', async () => {
    const root = mkdtempSync(join(tmpdir(), 'kube-copy-'));
    mkdirSync(join(root, 'outside'));
    mkdirSync(join(root, 'inside'));
    symlinkSync('../outside', join(root, 'inside', 'sub'));
    const files = [directory(), { name: 'data/sub/x', text: 'x' }];
    await expect(receive(sending(files), { from: 'data', to: join(root, 'inside') })).rejects.toMatchObject({ code: 'copy' });
    expect(readdirSync(join(root, 'outside'))).toEqual([]);
  });

  test('may send links that lead out where they are left out', async () => {
    const { root, error } = await copied([directory(), linkTo('l', '/etc'), { name: 'data/a', text: 'x' }], 'skip');
    expect([error, readdirSync(root)]).toEqual([{ files: 1, bytes: 1 }, ['a']]);
  });
});
