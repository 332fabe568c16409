/**
 * `pnpm check:docs`: every TypeScript fence of the documentation and of the doc comments compiles against the sources, and every
 * link to a file of the repository leads somewhere. The rules for writers are in CONTRIBUTING.md.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { docProblems } from './house/docs/docs.js';
import { fencesOf } from './house/docs/fences.js';
import { linkProblems } from './house/docs/links.js';
import { filesUnder, isTest, loadPackages, read, report, root } from './house/workspace.js';

const packages = loadPackages();
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...filesUnder('docs', '.md'),
  ...packages.map(({ folder }) => `${folder}/README.md`),
  ...filesUnder('examples', 'README.md'),
  ...filesUnder('bench', 'README.md'),
].filter((path) => existsSync(join(root, path)));
const sources = packages.flatMap(({ folder }) => filesUnder(`${folder}/src`, '.ts')).filter((path) => !isTest(path));
const fences = [...pages, ...sources].flatMap((path) => fencesOf(path, read(path)));
const problems = [...docProblems(fences), ...pages.flatMap((path) => linkProblems(path, read(path)))];
report('check-docs', problems, `${fences.length} fences of ${new Set(fences.map(({ path }) => path)).size} files compile`);
