/** Paths by a pattern: {@link filesMatching}. `*` stands for any characters of a name, `**` for any folders; nothing else is special. */
import { readdirSync } from 'node:fs';
import { posix } from 'node:path';

/** Folders that hold nothing that somebody wrote. */
const skipped: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist']);

/** The files that a pattern means, sorted; a pattern without stars means itself, whether there is such a file or not. */
export function filesMatching(pattern: string): readonly string[] {
  const steps = posix.normalize(pattern).split('/');
  const star = steps.findIndex((step) => step.includes('*'));
  if (star === -1) return [posix.normalize(pattern)];
  const root = steps.slice(0, star).join('/');
  return [...new Set(walk(root === '' && pattern.startsWith('/') ? '/' : root, steps.slice(star)))].sort();
}

function walk(folder: string, [step, ...rest]: readonly string[]): readonly string[] {
  if (step === undefined) return [];
  const entries = entriesOf(folder);
  const below = (name: string): string => (folder === '' ? name : posix.join(folder, name));
  const folders = entries.filter((entry) => entry.isDirectory() && !skipped.has(entry.name));
  if (step === '**')
    return [...walk(folder, rest.length === 0 ? ['*'] : rest), ...folders.flatMap(({ name }) => walk(below(name), [step, ...rest]))];
  const pattern = patternOf(step);
  if (rest.length > 0) return folders.filter(({ name }) => pattern.test(name)).flatMap(({ name }) => walk(below(name), rest));
  return entries.filter((entry) => !entry.isDirectory() && pattern.test(entry.name)).map(({ name }) => below(name));
}

/** A folder that is not there has nothing in it. */
function entriesOf(folder: string) {
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
