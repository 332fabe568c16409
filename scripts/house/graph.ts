/**
 * What loading a module loads with it: the static imports, followed. Enter at {@link staticGuestsOf}.
 */
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { importsOf } from './imports.js';

/** A package that is loaded, and the files over which it was reached. */
export interface StaticGuest {
  readonly name: string;
  readonly way: readonly string[];
}

/**
 * @param entry - Where loading starts.
 * @param read - Gives the text of a file.
 * @returns every package that the entry loads before its first line runs, each once, by the shortest way.
 */
export function staticGuestsOf(entry: string, read: (path: string) => string): StaticGuest[] {
  const guests = new Map<string, StaticGuest>();
  const seen = new Set([entry]);
  const queue: (readonly string[])[] = [[entry]];
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    const path = way.at(-1) ?? entry;
    for (const { specifier, kind } of importsOf(path, read(path)).imports) {
      if (kind !== 'static' || isBuiltin(specifier)) continue;
      if (!specifier.startsWith('.')) {
        if (!guests.has(specifier)) guests.set(specifier, { name: specifier, way });
        continue;
      }
      const next = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...way, next]);
    }
  }
  return [...guests.values()];
}
