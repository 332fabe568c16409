/**
 * Files of this machine as a tar archive: {@link archiveOf}.
 */
import { lstat, open, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { blockBytes, padding, writeHeader } from '../tar/tar-header.js';
import { refuse } from '../refuse.js';
import type { Links, Note } from '../options.js';

const chunkBytes = 256 * 1024;

/** What to put into an archive. */
export interface Source {
  /** Where it is here. */
  readonly path: string;
  /** What it is called in the archive. */
  readonly name: string;
}

/** How to do it. */
export interface ArchiveOptions {
  readonly links: Links;
  /** Is told of what went into the archive. */
  readonly note: Note;
}

/**
 * A file, or a directory with all that is in it. A path that is itself a symbolic link is followed.
 *
 * @throws KubeError `copy` for what is neither file, directory nor link, and for a file that changes while it is read; errors of the file system.
 */
export async function* archiveOf(source: Source, options: ArchiveOptions): AsyncGenerator<Uint8Array, void, undefined> {
  yield* entry(source, options, await stat(source.path));
  yield Buffer.alloc(2 * blockBytes); // the end of an archive
}

type Stats = Awaited<ReturnType<typeof stat>>;

async function* entry(source: Source, options: ArchiveOptions, stats: Stats): AsyncGenerator<Uint8Array, void, undefined> {
  if (stats.isDirectory()) yield* directory(source, options, stats);
  else if (stats.isFile()) yield* file(source, options, stats);
  else if (stats.isSymbolicLink()) yield* link(source, options, stats);
  else throw refuse(`${source.path} is neither a file nor a directory nor a link`);
}

const headerOf = ({ name }: Source, stats: Stats, type: string): Parameters<typeof writeHeader>[0] => ({
  name,
  mode: Number(stats.mode) & 0o777,
  size: 0,
  mtime: Number(stats.mtimeMs) / 1000,
  type,
  linkName: '',
});

async function* directory(source: Source, options: ArchiveOptions, stats: Stats): AsyncGenerator<Uint8Array, void, undefined> {
  yield writeHeader({ ...headerOf(source, stats, '5'), name: `${source.name}/` });
  for (const each of (await readdir(source.path)).sort()) {
    const inside = { path: join(source.path, each), name: `${source.name}/${each}` };
    yield* entry(inside, options, await (options.links === 'follow' ? stat(inside.path) : lstat(inside.path)));
  }
}

async function* link(source: Source, { links }: ArchiveOptions, stats: Stats): AsyncGenerator<Uint8Array, void, undefined> {
  if (links !== 'skip') yield writeHeader({ ...headerOf(source, stats, '2'), linkName: await readlink(source.path) });
}

async function* file(source: Source, { note }: ArchiveOptions, stats: Stats): AsyncGenerator<Uint8Array, void, undefined> {
  const size = Number(stats.size);
  const { name } = source;
  yield writeHeader({ ...headerOf(source, stats, '0'), size });
  await using handle = await open(source.path, 'r');
  for (let at = 0; at < size;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(chunkBytes, size - at)));
    if (bytesRead === 0) throw refuse(`${source.path} became shorter while it was read`);
    at += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    note.bytes(name, chunk);
    yield chunk;
  }
  note.file(name);
  yield padding(size);
}
