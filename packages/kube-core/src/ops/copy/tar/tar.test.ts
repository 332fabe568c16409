import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isKubeError } from '../../../errors.js';
import { archiveOf } from '../local/local-files.js';
import { writeHeader } from './tar-header.js';
import { readTar } from './tar-reader.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'kube-tar-'));
const quiet = { bytes: () => undefined, file: () => undefined, link: () => undefined };
const long = `${'deep/'.repeat(30)}${'x'.repeat(120)}`;

/** Cuts bytes at places that chance says. */
async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

interface Found {
  readonly name: string;
  readonly type: string;
  readonly linkName: string;
  readonly text: string;
}

async function allIn(bytes: Buffer, sizes: readonly number[] = [1000]): Promise<Found[]> {
  const found: Found[] = [];
  for await (const { name, type, linkName, body } of readTar(cut(bytes, sizes))) {
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(piece);
    found.push({ name, type, linkName, text: Buffer.concat(pieces).toString() });
  }
  return found;
}

/** A tree with names, links and sizes that are not like the others. */
function tree(): string {
  const root = folder();
  mkdirSync(join(root, 'from', 'deep/'.repeat(30)), { recursive: true });
  writeFileSync(join(root, 'from', 'empty'), '');
  writeFileSync(join(root, 'from', 'block'), 'b'.repeat(512), { mode: 0o755 });
  writeFileSync(join(root, 'from', 'ünï 🎉\n"name"'), 'text');
  writeFileSync(join(root, 'from', long), 'far down');
  symlinkSync('block', join(root, 'from', 'link'));
  symlinkSync('y'.repeat(150), join(root, 'from', 'longlink'));
  utimesSync(join(root, 'from', 'block'), 1_000_000_000, 1_000_000_000);
  return root;
}

async function archive(root: string, links: 'keep' | 'skip' = 'keep'): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of archiveOf({ path: join(root, 'from'), name: 'to' }, { links, note: quiet })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('an archive', () => {
  test('is one that the tar of this machine takes out as it was', async () => {
    const root = tree();
    const { status, stderr } = spawnSync('tar', ['-xf', '-', '-C', root], { input: await archive(root), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(spawnSync('diff', ['-r', '--no-dereference', join(root, 'from'), join(root, 'to')], { encoding: 'utf8' }).stdout).toBe('');
    const { mode, mtimeMs } = statSync(join(root, 'to', 'block'));
    expect([(mode & 0o777).toString(8), mtimeMs]).toEqual(['755', 1_000_000_000_000]);
  });

  test('is what was put into it, wherever its bytes are cut', async () => {
    const bytes = await archive(tree());
    const whole = await allIn(bytes);
    expect(whole.filter(({ type }) => type === '0').map(({ name, text }) => [name, text])).toEqual(
      expect.arrayContaining([
        ['to/block', 'b'.repeat(512)],
        ['to/ünï 🎉\n"name"', 'text'],
        [`to/${long}`, 'far down'],
      ]),
    );
    expect(whole.filter(({ type }) => type === '2').map(({ linkName }) => linkName.length)).toEqual([5, 150]);
    for (const sizes of [[1], [511, 513], [7, 70_000]]) expect(await allIn(bytes, sizes)).toEqual(whole);
  });

  test('has no links where they are left out', async () => {
    expect((await allIn(await archive(tree(), 'skip'))).filter(({ type }) => type === '2')).toEqual([]);
  });

  test.each(['gnu', 'pax', 'ustar', 'v7'])('of the tar of this machine is read, in the format %s', async (format) => {
    const root = folder();
    mkdirSync(join(root, 'from'));
    const short = format === 'v7' ? 'name' : `${'a'.repeat(90)}/${'b'.repeat(90)}`;
    mkdirSync(join(root, 'from', format === 'v7' ? '.' : 'a'.repeat(90)), { recursive: true });
    writeFileSync(join(root, 'from', short), 'text');
    const far = format === 'gnu' || format === 'pax';
    if (far) mkdirSync(join(root, 'from', 'deep/'.repeat(30)), { recursive: true });
    if (far) writeFileSync(join(root, 'from', long), 'far');
    const made = spawnSync('tar', [`--format=${format}`, '-cf', '-', '-C', root, 'from']);
    const files = (await allIn(made.stdout)).filter(({ type }) => type === '0').map(({ name, text }) => [name, text]);
    expect(files.sort()).toEqual([[`from/${short}`, 'text'], ...(far ? [[`from/${long}`, 'far']] : [])].sort());
  });

  test('may have files that are larger than octal digits can say', async () => {
    const header = writeHeader({ name: 'big', mode: 0o644, size: 9 * 1024 ** 3, mtime: 0, type: '0', linkName: '' });
    for await (const { size, body } of readTar(cut(Buffer.concat([header, Buffer.from('x')]), [600]))) {
      expect(size).toBe(9 * 1024 ** 3);
      for await (const _ of body) break;
      break;
    }
    const listed = spawnSync('tar', ['-tvf', '-'], { input: header, encoding: 'utf8' });
    expect(listed.stdout).toContain(String(9 * 1024 ** 3));
  });
});

describe('bytes that mean no good', () => {
  const header = (name: string, type = '0', size = 0): Buffer => writeHeader({ name, mode: 0, size, mtime: 0, type, linkName: '' });

  test.each<[string, Buffer, RegExp]>([
    ['no archive', Buffer.alloc(512, 'x'), /no number|no tar archive/],
    ['an archive that ends in a header', header('a').subarray(0, 100), /ends before its end/],
    ['an archive that ends in a file', Buffer.concat([header('a', '0', 100), Buffer.alloc(50)]), /ends before its end/],
    ['an archive without an end', header('a'), /ends before its end/],
    ['a name without end', header('a', 'L', 2 ** 32), /a name without end/],
    ['notes that lead nowhere', Buffer.concat([header('a', 'x', 512), Buffer.alloc(512, '0 x=y\n')]), /notes that cannot be read/],
    [
      'a size that is no number',
      Buffer.concat([header('a', 'x', 512), Buffer.from('12 size=-11\n'.padEnd(512, '\0'))]),
      /size is no number|notes/,
    ],
  ])('%s is refused', async (_what, bytes, words) => {
    const read = allIn(bytes);
    await expect(read).rejects.toMatchObject({ code: 'copy', message: expect.stringMatching(words) });
  });

  test('never end in anything but files or an error that says so', async () => {
    const sound = await archive(tree());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 20 }),
        fc.nat(sound.length),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
        async (changes, end, sizes) => {
          const bytes = Buffer.from(sound);
          for (const [at, byte] of changes) bytes[at] = byte;
          await allIn(bytes.subarray(0, end), sizes).catch((error: unknown) => {
            if (!isKubeError(error) || error.code !== 'copy') throw error;
          });
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  });

  test('are read to the end of what their sender has to say, so that nobody waits', async () => {
    const root = folder();
    writeFileSync(join(root, 'from'), 'x');
    let left = 10;
    const bytes = await archive(root);
    const chunks = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield* cut(bytes, [512]);
      for (; left > 0; left--) yield Buffer.alloc(512);
    };
    for await (const { name } of readTar(chunks())) expect(name).toBe('to');
    expect([left, readFileSync(join(root, 'from'), 'utf8')]).toEqual([0, 'x']);
  });
});

describe('what GNU tar writes', () => {
  const packed = (root: string): Buffer => spawnSync('tar', ['-cf', '-', '-C', root, 'data']).stdout;

  test('may be from before 1970', async () => {
    const root = folder();
    writeFileSync(join(root, 'data'), 'text');
    utimesSync(join(root, 'data'), new Date(-86_400_000), new Date(-86_400_000));
    const times: number[] = [];
    for await (const { mtime } of readTar(cut(packed(root), [1000]))) times.push(mtime);
    expect(times).toEqual([-86_400]);
  });

  test.each([5, 150])('is refused where a name of %i bytes is no UTF-8: two of them would become one', async (length) => {
    const root = folder();
    mkdirSync(join(root, 'data'));
    for (const last of [0xfe, 0xff])
      writeFileSync(Buffer.concat([Buffer.from(join(root, 'data', 'x'.repeat(length))), Buffer.of(last)]), 'text');
    await expect(allIn(packed(root))).rejects.toMatchObject({ code: 'copy', message: expect.stringContaining('no UTF-8') });
  });

  test('may cut a long name within a letter where it says it whole elsewhere', async () => {
    const root = folder();
    mkdirSync(join(root, 'data'));
    const name = `x${'ü'.repeat(100)}`;
    writeFileSync(join(root, 'data', name), 'text');
    writeFileSync(join(root, 'data', `x${name}`), 'text');
    for (const format of ['gnu', 'pax']) {
      const bytes = spawnSync('tar', [`--format=${format}`, '-cf', '-', '-C', root, 'data']).stdout;
      expect((await allIn(bytes)).map((each) => each.name).sort()).toEqual(['data/', `data/${name}`, `data/x${name}`].sort());
    }
  });
});
