/**
 * `pnpm release:version`: turns the changesets into versions and changelogs, as `changeset version` does, with one difference while
 * the version is 0.x: there changesets takes a minor release of kube-core for one that leaves the range of its dependents' peer
 * dependency, and makes 1.0.0 of everything. The four packages are released together, so the range moves with them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageNames, root } from './house/workspace.js';

/** The range as it is kept, which follows the version at hand; and as changesets may see it, which every version satisfies. */
const [kept, shown] = ['"kube-core": "workspace:^"', '"kube-core": "workspace:>=0.0.0"'];

function rewrite(from: RegExp | string, to: string): void {
  for (const name of packageNames) {
    const path = join(root, 'packages', name, 'package.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  }
}

rewrite(kept, shown);
try {
  execFileSync(join(root, 'node_modules/.bin/changeset'), ['version'], { cwd: root, stdio: 'inherit' });
} finally {
  rewrite(/"kube-core": "workspace:>=[^"]*"/g, kept);
}
