/**
 * A new project of `kube-codegen init`, made and used as its user would with the packed packages. Enter at {@link tryInit}.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { part, run } from './steps.js';

/**
 * @param app - A project that has the packages installed.
 * @param folder - Where the new project is made.
 * @param tarballs - The packed packages, which no registry has yet.
 * @throws Error where one of its scripts fails.
 */
export function tryInit(app: string, folder: string, tarballs: Readonly<Record<string, string>>): void {
  run(app, join(app, 'node_modules/.bin/kube-codegen'), 'init', folder, '--kind', 'WebApp', '--webhook');
  const path = join(folder, 'package.json');
  writeFileSync(path, withTarballs(readFileSync(path, 'utf8'), tarballs));
  part('installed a project of init', () => run(folder, 'npm', 'install', '--no-audit', '--no-fund'));
  for (const script of ['generate', 'check', 'test', 'build']) part(`npm run ${script} in it`, () => run(folder, 'npm', 'run', script));
}

/** The same manifest, with our packages from files. */
const withTarballs = (manifest: string, tarballs: Readonly<Record<string, string>>): string =>
  Object.entries(tarballs).reduce(
    (text, [name, file]) => text.replace(new RegExp(`"${name}": ".*?"`), `"${name}": "file:${file}"`),
    manifest,
  );
