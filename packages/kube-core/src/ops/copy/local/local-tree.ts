/**
 * Where files of a container are written to: {@link LocalTree}. The container may be hostile: nothing is written outside of one directory, and
 * nothing through a link.
 */
import { chmod, link, lstat, mkdir, open, rm, symlink, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../../../errors.js';
import type { Links, Note } from '../options.js';
import { refuse } from '../refuse.js';
import type { TarEntry } from '../tar/tar-reader.js';

/** A link that is made at the end, so that nothing can be written through it. */
interface LaterLink {
  readonly path: string;
  readonly target: string;
}

interface LaterDirectory {
  readonly path: string;
  readonly mode: number;
  readonly mtime: number;
}

/** Takes the files of one archive whose names all begin with the same path. */
export class LocalTree {
  readonly #root: string;
  readonly #links: Links;
  readonly #note: Note;
  readonly #real = new Set<string>();
  readonly #files = new Set<string>();
  readonly #laterLinks: LaterLink[] = [];
  readonly #laterDirectories: LaterDirectory[] = [];

  /** @param root - What the copied file or directory is to be called here. */
  constructor(root: string, { links, note }: { readonly links: Links; readonly note: Note }) {
    this.#root = root;
    this.#links = links;
    this.#note = note;
  }

  /**
   * @param inside - The path of the entry below the root; empty for the root itself.
   * @param path - Its path in the container.
   * @throws KubeError `copy` for a name or a link that leads out of the root, and for what is neither file, directory nor link.
   */
  async add(entry: TarEntry, inside: readonly string[], path: string): Promise<void> {
    const place = this.#placeOf(inside, path);
    if (entry.type === '5') return this.#directory(place, inside, entry);
    if (inside.length > 0) await this.#parents(inside.slice(0, -1), path);
    else await mkdir(dirname(place), { recursive: true });
    if (entry.type === '0' || entry.type === '7') return this.#file(place, entry, path);
    if (entry.type === '2') return this.#symbolic(place, entry, inside);
    throw refuse(`${path} is neither a file nor a directory nor a link`);
  }

  /**
   * @param names - The paths below the root of the link, and of an earlier file of the archive.
   * @throws KubeError `copy` for a name that leads out of the root, and for a link to what is no such file.
   */
  async addHardLink(
    entry: TarEntry,
    names: { readonly inside: readonly string[]; readonly to: readonly string[]; readonly path: string },
  ): Promise<void> {
    const place = this.#placeOf(names.inside, names.path);
    const to = this.#placeOf(names.to, entry.linkName);
    if (!this.#files.has(to) || to === place)
      throw refuse(`${names.path} is a hard link to ${entry.linkName}, which is no other file of this copy`);
    await this.#parents(names.inside.slice(0, -1), names.path);
    await cleared(place, names.path);
    await link(to, place);
    this.#note.link();
  }

  /** Makes the links, and gives directories their permissions: one that may not be written to could not be filled before. */
  async finish(): Promise<void> {
    for (const { path, target } of this.#laterLinks) {
      await cleared(path, path);
      await symlink(target, path);
    }
    for (const { path, mode, mtime } of this.#laterDirectories.reverse()) {
      await chmod(path, mode);
      await utimes(path, timeOf(mtime), timeOf(mtime));
    }
  }

  /** Every name of an archive becomes a path of this machine here, and nowhere else. @throws KubeError `copy` for one that leads out of the root. */
  #placeOf(inside: readonly string[], path: string): string {
    for (const part of inside)
      if (part === '..' || part === '.' || part === '' || part.includes('\0') || hasSeparator(part)) throw outside(path);
    return join(this.#root, ...inside);
  }

  async #directory(place: string, inside: readonly string[], { mode, mtime }: TarEntry): Promise<void> {
    await this.#parents(inside, place);
    this.#laterDirectories.push({ path: place, mode: mode & 0o777, mtime });
  }

  /** Makes directories from the root on, and sees that none of them is a link: it may have been there before. */
  async #parents(parts: readonly string[], path: string): Promise<void> {
    for (let count = 0; count <= parts.length; count++) {
      const place = join(this.#root, ...parts.slice(0, count));
      if (this.#real.has(place)) continue;
      await mkdir(place, { recursive: count === 0 }).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
      });
      if (count > 0 && !(await lstat(place)).isDirectory()) throw refuse(`${path} is not written: ${place} is a link or a file here`);
      this.#real.add(place);
    }
  }

  async #file(place: string, { body, mode, mtime }: TarEntry, path: string): Promise<void> {
    await cleared(place, path);
    const handle = await open(place, 'wx', mode & 0o777);
    try {
      for await (const chunk of body) {
        await handle.writeFile(chunk);
        this.#note.bytes(path, chunk);
      }
      await handle.chmod(mode & 0o777);
      await handle.utimes(timeOf(mtime), timeOf(mtime));
    } catch (error) {
      await rm(place, { force: true }); // half a file is worse than none
      throw error;
    } finally {
      await handle.close();
    }
    this.#files.add(place);
    this.#note.file(path);
  }

  #symbolic(path: string, { linkName }: TarEntry, inside: readonly string[]): void {
    if (this.#links === 'skip') return;
    if (!staysInside(linkName, inside.length - 1))
      throw refuse(
        `${inside.join('/') || basename(path)} is a link that leads out of what is copied, to ${linkName}; set links to 'skip' or 'follow'`,
      );
    this.#laterLinks.push({ path, target: linkName });
  }
}

/** Node takes a number below zero, a time before 1970, for now. */
const timeOf = (seconds: number): number | Date => (seconds < 0 ? new Date(Math.max(seconds * 1000, -8.64e15)) : seconds);

const hasSeparator = (part: string): boolean => part.includes('/') || (process.platform === 'win32' && /[\\:]/.test(part));

const outside = (path: string): Error =>
  refuse(`${JSON.stringify(path)} is a name that leads out of what is copied; the container may be hostile`);

/**
 * Whether a link leads to a place below the root whatever other links there are: its steps upwards come first, where all directories are
 * real ones, and are no more than there are directories.
 */
function staysInside(target: string, depth: number): boolean {
  const parts = target.split('/');
  const up = parts.findIndex((part) => part !== '..');
  const steps = up === -1 ? parts.length : up;
  return (
    target !== '' &&
    !target.startsWith('/') &&
    !target.includes('\0') &&
    steps <= depth &&
    !parts.slice(steps).includes('..') &&
    !target.includes('\\')
  );
}

/** Makes room for a file. @throws KubeError `copy` where a directory is in its place. */
async function cleared(place: string, path: string): Promise<void> {
  try {
    await rm(place, { force: true });
  } catch (error) {
    throw refuse(`${path} is not written: there is a directory in its place, ${place}`, error);
  }
}
