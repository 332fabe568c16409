import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ManualClock } from '../util/async/clock.js';
import { tokenFile } from './token-file.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'token-'));
});
afterAll(() => rm(directory, { recursive: true }));

const write = async (name: string, text: string): Promise<string> => {
  const file = join(directory, name);
  await writeFile(file, text);
  return file;
};

describe('a token file', () => {
  test('is read again after 50 seconds, not before', async () => {
    const file = await write('renewed', ' one\n');
    const clock = new ManualClock();
    const credentials = tokenFile(file, { clock });
    expect(await credentials.authorization()).toBe('Bearer one');
    await writeFile(file, 'two');
    await clock.advance(49_999);
    expect(await credentials.authorization()).toBe('Bearer one');
    await clock.advance(1);
    expect(await credentials.authorization()).toBe('Bearer two');
  });

  test('is read at once when the server did not accept its token', async () => {
    const file = await write('refused', 'one');
    const credentials = tokenFile(file, { clock: new ManualClock() });
    await credentials.authorization();
    await writeFile(file, 'two');
    await credentials.refresh?.('Bearer one');
    expect(await credentials.authorization()).toBe('Bearer two');
  });

  test('is not read for a token that was refused and is no longer in use', async () => {
    const file = await write('late', 'two');
    const credentials = tokenFile(file, { clock: new ManualClock() });
    await credentials.authorization();
    await writeFile(file, 'three');
    await credentials.refresh?.('Bearer one');
    expect(await credentials.authorization()).toBe('Bearer two');
  });

  test.each<[string, (file: string) => Promise<void>]>([
    ['missing', (file) => rm(file)],
    ['empty', (file) => writeFile(file, ' \n')],
  ])('that is %s leaves the last token in use', async (what, spoil) => {
    const file = await write(`spoilt ${what}`, 'one');
    const clock = new ManualClock();
    const credentials = tokenFile(file, { clock });
    await credentials.authorization();
    await spoil(file);
    await credentials.refresh?.('Bearer one');
    expect(await credentials.authorization()).toBe('Bearer one');
    await clock.advance(60_000);
    expect(await credentials.authorization()).toBe('Bearer one');
  });

  test('gives way to the token beside it for as long as it cannot be read', async () => {
    const file = join(directory, 'late-comer');
    const clock = new ManualClock();
    const credentials = tokenFile(file, { clock, token: 'beside' });
    expect(await credentials.authorization()).toBe('Bearer beside');
    await writeFile(file, 'from the file');
    await clock.advance(50_000);
    expect(await credentials.authorization()).toBe('Bearer from the file');
  });

  test('beats the token beside it', async () => {
    expect(await tokenFile(await write('both', 'own'), { token: 'beside' }).authorization()).toBe('Bearer own');
  });

  test('without any token says which file has none', async () => {
    const missing = join(directory, 'missing');
    await expect(tokenFile(missing).authorization()).rejects.toMatchObject({
      code: 'token-file',
      message: `cannot read the token at ${missing} (ENOENT)`,
    });
    const empty = await write('empty', '\n');
    await expect(tokenFile(empty).authorization()).rejects.toThrow(`${empty} is empty`);
  });

  test('of two lines is refused, and not shown', async () => {
    const error: unknown = await tokenFile(await write('lines', 'hunter2\nb'), { token: 'beside' })
      .authorization()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'header' });
    expect(inspect(error, { depth: Infinity })).not.toContain('hunter2');
  });
});
