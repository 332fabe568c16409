/**
 * `pnpm check:exports`: what the package.json files promise is there, agrees, is documented, and costs what it should to import.
 * The rules are in house/exports.ts.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { costProblems, entryFiles, manifestProblems, undocumented } from './house/exports.js';
import { filesUnder, loadPackages, report, root, type Package } from './house/workspace.js';

const packages = loadPackages();
const filesOf = (pkg: Package): string[] => filesUnder(`${pkg.folder}/src`, '.ts').map((path) => path.slice(pkg.folder.length + 1));
const problems = [
  ...packages.flatMap((pkg) => manifestProblems(pkg, filesOf(pkg))),
  ...costProblems(packages),
  ...undocumented(packages),
  ...importProblems(),
];
report('check-exports', problems, `${packages.flatMap(entryFiles).length} entries are there, documented and import cleanly`);

/** Imports every entry by its public name in a plain Node with tsx, as an example would. */
function importProblems(): string[] {
  const entries = packages.flatMap((pkg) =>
    Object.entries(pkg.manifest.exports)
      .filter(
        ([subpath, target]) =>
          typeof target !== 'string' && !subpath.includes('*') && existsSync(join(root, pkg.folder, target['kube-source'] ?? '')),
      )
      .map(([subpath]) => `${pkg.name}${subpath.slice(1)}`),
  );
  const script = `
    const failures = [];
    for (const entry of ${JSON.stringify(entries)})
      await import(entry).catch((error) => failures.push(entry + ': does not import: ' + error.message.split('\\n')[0]));
    console.log(JSON.stringify(failures));
    process.exit(0);`;
  const node = ['--conditions=kube-source', '--import', 'tsx', '--input-type=module', '--eval', script];
  const answer = execFileSync(process.execPath, node, { cwd: join(root, 'examples'), encoding: 'utf8' });
  return JSON.parse(answer.trim().split('\n').at(-1) ?? '[]') as string[]; // printed three lines above
}
