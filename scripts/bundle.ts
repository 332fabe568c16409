/**
 * `tsx ../../scripts/bundle.ts`, in a package's folder: writes the JavaScript of `dist`, one file for each entry, and what entries share
 * or load on demand in `dist/chunks`. Node reads few large files in a fraction of the time and memory of many small ones, so what the
 * main entry loads at once is one file, whoever else needs parts of it. The declarations beside them come from tsc, one for each source
 * file.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, isAbsolute, join, posix } from 'node:path';
import { build, type ChunkingContext } from 'rolldown';
import { entriesOf, isTest, type Manifest } from './house/workspace.js';

const folder = process.cwd();
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest; // checked by check-exports
const entries = entriesOf(manifest).flatMap((entry) => (posix.basename(entry) === '*.ts' ? sourcesIn(posix.dirname(entry)) : [entry]));

function sourcesIn(path: string): string[] {
  const sources = readdirSync(join(folder, path)).filter((file) => file.endsWith('.ts') && !isTest(file));
  return sources.map((file) => posix.join(path, file));
}

const missing = entries.filter((entry) => !existsSync(join(folder, entry)));
if (missing.length > 0) throw new Error(`${basename(folder)} has no ${missing.join(', ')}`);

/** Whether a module comes with the main entry: loaded by it at once, or by what it loads. Imports on demand do not count. */
function comesWith(main: string): (id: string, graph: ChunkingContext) => boolean {
  let closure: ReadonlySet<string> | undefined;
  return (id, graph) => (closure ??= closureOf(main, graph)).has(id);
}

function closureOf(main: string, graph: ChunkingContext): ReadonlySet<string> {
  const closure = new Set([main]);
  for (const id of closure) graph.getModuleInfo(id)?.importedIds.forEach((imported) => closure.add(imported));
  return closure;
}

/** A package with a program is split finer: the program begins without what the main entry loads, such as a compiler. */
function groups(): { debugName: string; name: (id: string, graph: ChunkingContext) => string | null }[] {
  if (manifest.publishConfig?.bin !== undefined) return [];
  const isOfMain = comesWith(join(folder, entries[0] ?? ''));
  return [{ debugName: 'main', name: (id, graph) => (isOfMain(id, graph) ? 'main' : null) }];
}

/** Other packages stay imports; what the compiler itself needs at run time (`using` on Node 20) is written into the bundle. */
const isExternal = (id: string): boolean =>
  !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('@oxc-project/runtime') && !id.startsWith('\0');

rmSync(join(folder, 'dist/chunks'), { recursive: true, force: true });
await build({
  cwd: folder,
  input: Object.fromEntries(entries.map((entry) => [entry.replace(/^src\//, '').replace(/\.ts$/, ''), entry])),
  external: isExternal,
  platform: 'node',
  resolve: { extensionAlias: { '.js': ['.ts'] } },
  transform: { target: 'node20.19' },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups: groups() },
    comments: { legal: true, annotation: true, jsdoc: false },
    sourcemap: true,
  },
  logLevel: 'warn',
});
