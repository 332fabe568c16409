/**
 * `tsx ../../scripts/bundle.ts`, in a package's folder: writes the JavaScript of `dist`, one file for each entry, and what entries share
 * or load on demand in `dist/chunks`. Node reads few large files in a fraction of the time and memory of many small ones: importing
 * kube-core takes a third of either. The declarations beside them come from tsc, one for each source file.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { build } from 'esbuild';
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

await build({
  absWorkingDir: folder,
  entryPoints: entries,
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
});
