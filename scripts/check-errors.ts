/**
 * `pnpm check:errors`: every error code that a source uses has its meaning and its remedy in `src/error-codes.ts` of its package, every
 * entry there has a source that uses it, and `docs/errors.md` is what these tables give. `--write` writes the page.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes as core } from '../packages/kube-core/src/error-codes.js';
import { errorCodes as runtime } from '../packages/kube-runtime/src/error-codes.js';
import { errorCodes as testing } from '../packages/kube-testing/src/error-codes.js';
import { codeProblems, codesIn, type Documented, type ErrorTable } from './house/docs/error-codes.js';
import { errorPage } from './house/docs/error-page.js';
import { filesUnder, isTest, loadPackages, read, report, root } from './house/workspace.js';

const page = 'docs/errors.md';
const tables: Readonly<Record<string, ErrorTable>> = { 'kube-core': core, 'kube-runtime': runtime, 'kube-testing': testing };

const packages = loadPackages().map(({ name, folder }): Documented => {
  const paths = filesUnder(`${folder}/src`, '.ts').filter((path) => !isTest(path));
  return { name, folder, codes: codesIn(new Map(paths.map((path) => [path, read(path)]))), table: tables[name] ?? {} };
});
const text = await errorPage(packages);
if (process.argv.includes('--write')) writeFileSync(join(root, page), text);
const stale = read(page) === text ? [] : [`${page}:1: is not what the sources give: run pnpm generate:errors`];
const count = packages.flatMap(({ table }) => Object.keys(table)).length;
report('check-errors', [...codeProblems(packages), ...stale], `${count} codes have a meaning and a remedy`);
