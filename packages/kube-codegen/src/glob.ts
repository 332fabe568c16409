/** Paths by a pattern: {@link filesMatching}. `*` stands for any characters of a name, `**` for any folders; nothing else is special. */
import { type Dirent, readdirSync } from 'node:fs';
import { posix } from 'node:path';

/** Folders that hold nothing that somebody wrote. */
const skipped: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist']);

/** The files that a pattern means, sorted; a pattern without stars means itself, whether there is such a file or not. */
export function filesMatching(pattern: string): readonly string[] {
  return pattern.includes('*') ? search(pattern).files : [posix.normalize(pattern)];
}

/** The folders that were looked into for a pattern: a file that comes to match it comes into one of them, or into one below. */
export function foldersSearched(pattern: string): readonly string[] {
  return pattern.includes('*') ? search(pattern).folders : [];
}

interface Found {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

function search(pattern: string): Found {
  const steps = posix.normalize(pattern).split('/');
  const star = steps.findIndex((step) => step.includes('*'));
  const root = steps.slice(0, star).join('/');
  const folders = new Set<string>();
  const files = new Set(walk(root === '' && pattern.startsWith('/') ? '/' : root, steps.slice(star), folders));
  return { files: [...files].sort(), folders: [...folders].sort() };
}

function walk(folder: string, [step, ...rest]: readonly string[], seen: Set<string>): readonly string[] {
  if (step === undefined) return [];
  seen.add(folder === '' ? '.' : folder);
  const entries = entriesOf(folder);
  const below = (name: string): string => (folder === '' ? name : posix.join(folder, name));
  const folders = entries.filter((entry) => entry.isDirectory() && !skipped.has(entry.name));
  if (step === '**')
    return [
      ...walk(folder, rest.length === 0 ? ['*'] : rest, seen),
      ...folders.flatMap(({ name }) => walk(below(name), [step, ...rest], seen)),
    ];
  const pattern = patternOf(step);
  if (rest.length > 0) return folders.filter(({ name }) => pattern.test(name)).flatMap(({ name }) => walk(below(name), rest, seen));
  return entries.filter((entry) => !entry.isDirectory() && pattern.test(entry.name)).map(({ name }) => below(name));
}

/** A folder that is not there has nothing in it. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

const patternOf = (step: string): RegExp =>
  new RegExp(
    `^${step
      .split('*')
      .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*')}$`,
  );
