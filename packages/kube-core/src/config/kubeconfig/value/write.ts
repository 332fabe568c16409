/**
 * Writes a kubeconfig so that nobody ever reads half of one, and no two programs write at a time: {@link changeFile}.
 */
import { chmod, mkdir, open, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf } from '../../../errors.js';
import { systemClock, type Clock } from '../../../util/async/clock.js';
import { KubeconfigError } from '../../errors.js';
import { readText } from '../source.js';

const defaults = { lockMs: 5_000, againMs: 50 } as const; // kubectl holds its lock for some milliseconds

/** How long to wait for others. */
export interface WriteOptions {
  readonly clock?: Clock;
}

/**
 * @param file - Which; it is made, with its folder, where it is not there, for its owner alone to read. What is there keeps its mode. A
 *   link stays one.
 * @param next - What is to stand there, of what stands there now. Where that is the same, nothing is written.
 * @param options - The clock.
 * @throws KubeconfigError where the file cannot be written, or another program holds the lock `<file>.lock`, that of kubectl.
 */
export async function changeFile(file: string, next: (text: string | undefined) => string, options: WriteOptions = {}): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(unwritable(file));
  const lock = `${file}.lock`;
  await take(lock, file, options.clock ?? systemClock);
  try {
    const before = await readText(file, false);
    const after = next(before);
    if (after !== before) await replace(file, after);
  } finally {
    await rm(lock, { force: true });
  }
}

/** As client-go locks: a file of that name is made, which fails where it is there. */
async function take(lock: string, file: string, clock: Clock): Promise<void> {
  const until = clock.now() + defaults.lockMs;
  while (!(await isTaken(lock, file))) {
    if (clock.now() >= until)
      throw new KubeconfigError(`another program is writing it; remove ${lock} where no such program runs any more`, { file });
    await clock.sleep(defaults.againMs);
  }
}

async function isTaken(lock: string, file: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    return unwritable(file)(cause);
  }
}

/** Written beside the file, then put in its place at once. */
async function replace(file: string, text: string): Promise<void> {
  const real = await realpath(file).catch(() => linked(file)); // the link stays, what it leads to changes
  const beside = join(dirname(real), `.${basename(real)}.${process.pid}.${Math.random().toString(36).slice(2)}`);
  try {
    await writeBeside(beside, text);
    await likeBefore(real, beside);
    await rename(beside, real).catch((cause: unknown) => inPlace(real, text, cause));
  } catch (cause) {
    unwritable(file)(cause);
  } finally {
    await rm(beside, { force: true });
  }
}

/** A file that a container mounts alone cannot be replaced by another: what stands in it can, as kubectl does. */
async function inPlace(real: string, text: string, cause: unknown): Promise<void> {
  if (codeOf(cause) !== 'EBUSY') throw cause;
  await writeFile(real, text);
}

/** What a link leads to that is not there yet; the file itself where it is no link. */
async function linked(file: string): Promise<string> {
  const target = await readlink(file).catch(() => undefined);
  return target === undefined ? file : resolve(dirname(file), target);
}

async function writeBeside(beside: string, text: string): Promise<void> {
  await using handle = await open(beside, 'wx', 0o600);
  await handle.writeFile(text);
  await handle.sync();
}

/** What was there keeps its mode. */
async function likeBefore(real: string, beside: string): Promise<void> {
  const there = await stat(real).catch(() => undefined);
  if (there !== undefined) await chmod(beside, there.mode & 0o777);
}

const unwritable =
  (file: string) =>
  (cause: unknown): never => {
    throw new KubeconfigError(`cannot be written (${codeOf(cause) ?? 'unwritable'})`, { file, cause });
  };
