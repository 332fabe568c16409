/**
 * The files of a new project: {@link projectOf}. They are made of `templates/operator` of this package.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { GeneratedFile } from '../generate.js';
import { homeOf } from '../home.js';
import type { Names } from './names.js';
import { render, withNames } from './render.js';

/** What there is to decide. */
export interface ProjectOptions {
  readonly names: Names;
  /** Whether the program serves webhooks. */
  readonly webhook: boolean;
  /** The version of the program. */
  readonly release: string;
  /** The version of the packages that it is made with. */
  readonly kube: string;
}

/** Files that package managers would take for their own in a package are called otherwise in it. */
const renamed: Readonly<Record<string, string>> = {
  '_package.json': 'package.json',
  _gitignore: '.gitignore',
  _dockerignore: '.dockerignore',
};

/** Only where there are webhooks. */
const ofWebhooks = ['src/webhooks.ts', 'deploy/service.yaml'];

/** @returns the files, by their paths in the project, in the order of these. */
export function projectOf({ names, webhook, release, kube }: ProjectOptions): readonly GeneratedFile[] {
  const home = homeOf('templates/operator');
  if (home === undefined) throw new Error('the package has no templates');
  const folder = fileURLToPath(home);
  const rendering = { names: { ...names, release, kube }, flags: { webhook } };
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''))
    .filter((path) => webhook || !ofWebhooks.includes(path))
    .sort()
    .map((path) => ({
      path: renamed[path] ?? withNames(path, rendering.names),
      text: render(readFileSync(join(folder, path), 'utf8'), rendering),
    }));
}
