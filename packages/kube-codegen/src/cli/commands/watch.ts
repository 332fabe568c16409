/**
 * `kube-codegen watch [FILE…]`: generates, and again whenever something that it read has changed, until it is told to end. The compiler
 * stays loaded and parses only what is new.
 */
import { type FSWatcher, watch } from 'node:fs';
import { posix } from 'node:path';
import type { Generation, openCompiler } from '../../generate.js';
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';
import { foldersSearched } from '../../glob.js';
import { tellFindings } from '../findings/findings.js';
import { type Job, jobOptions, readJob } from '../job/job.js';
import { type Entries, isUnchanged, openLedger } from '../job/ledger.js';

export const watchCommand: Command = { options: jobOptions, run };

/** How long a file may still be written to after the first change of it, in milliseconds: editors write in several steps. */
const settleMs = 10;

async function run(call: Call): Promise<Outcome> {
  const { openCompiler: open } = await import('../../generate.js');
  const compiler = open();
  const first = await round(call, compiler);
  if ('wrong' in first) return first;
  const watching = watchFolders();
  let read = first;
  watching.follow(foldersOf(read));
  const again = async (): Promise<void> => {
    while (!isUnchanged(read)) {
      const next = await round(call, compiler);
      if ('wrong' in next) return console.error(next.wrong);
      read = next;
      watching.follow(foldersOf(read));
    }
  };
  const ended = new Promise<void>((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, () => resolve())));
  const isEnded = ended.then(() => true);
  await again(); // what changed before anybody looked
  while (!(await Promise.race([watching.changed().then(() => false), isEnded]))) await again();
  watching.close();
  return exitCodes.fine;
}

/** One run. @returns what it read, or what is wrong with the configuration. */
async function round(call: Call, compiler: ReturnType<typeof openCompiler>): Promise<Entries | { readonly wrong: string }> {
  const start = performance.now();
  const ledger = openLedger();
  const job = await readJob(call, ledger);
  if ('wrong' in job) return job;
  const generation = compiler(job.entries, { ...job.options, readFile: ledger.read });
  const took = Math.round(performance.now() - start);
  await tell(job, generation, took);
  return ledger.entries();
}

async function tell({ entries }: Job, { files, diagnostics }: Generation, tookMs: number): Promise<void> {
  await tellFindings(diagnostics);
  const { writeFiles } = await import('../../write.js');
  for (const { path } of await writeFiles(files)) console.log(`wrote ${path}`);
  const found = diagnostics.length === 0 ? '' : `, ${diagnostics.length} ${diagnostics.length === 1 ? 'finding' : 'findings'}`;
  console.log(`watching ${entries.length} ${entries.length === 1 ? 'file' : 'files'}${found} (${tookMs} ms)`);
}

/** Where something would have to change: the folders of the files that were read or looked for, and those that a pattern goes through. */
function foldersOf({ files, lists }: Entries): ReadonlySet<string> {
  const own = Object.keys(files).filter((path) => !path.includes('node_modules/'));
  return new Set([...own.map((path) => posix.dirname(path)), ...Object.keys(lists).flatMap(foldersSearched)]);
}

interface Watching {
  /** Watches these folders from now on, and no others. */
  readonly follow: (folders: ReadonlySet<string>) => void;
  /** When something has changed since it was asked for the last time. */
  readonly changed: () => Promise<void>;
  readonly close: () => void;
}

function watchFolders(): Watching {
  const watchers = new Map<string, FSWatcher>();
  let wake: (() => void) | undefined;
  let dirty = false;
  const touched = (): void => {
    if (!dirty) setTimeout(() => wake?.(), settleMs);
    dirty = true;
  };
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const add = (folder: string): void => {
    try {
      const watcher = watch(folder, touched).on('error', () => drop(folder)); // it was removed, which its parent tells
      watchers.set(folder, watcher);
    } catch {
      return; // a folder that is not there yet is told of by its parent
    }
  };
  return {
    follow: (folders) => {
      for (const folder of [...watchers.keys()].filter((each) => !folders.has(each))) drop(folder);
      for (const folder of folders) if (!watchers.has(folder)) add(folder);
    },
    changed: () =>
      new Promise((resolve) => {
        wake = () => {
          dirty = false;
          wake = undefined;
          resolve();
        };
        if (dirty) setTimeout(wake, settleMs);
      }),
    close: () => [...watchers.keys()].forEach(drop),
  };
}
