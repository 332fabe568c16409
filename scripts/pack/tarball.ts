/**
 * What a package really ships: no tests, no sources, and declarations whose every reference a user's compiler can follow.
 * Enter at {@link tarballProblems}.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { importsOf } from '../house/imports.js';
import type { Conditions, Manifest } from '../house/workspace.js';

/**
 * @param folder - The package as npm installed it.
 * @returns one line a problem.
 */
export function tarballProblems(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest; // written by pnpm pack
  const files = filesOf(folder, '');
  return [
    ...files.filter((file) => /^dist\/.*\.test\.|^src\//.test(file)).map((file) => `${file} is shipped`),
    ...missingTargets(manifest, files).map((target) => `package.json points at ${target}, which is not shipped`),
    ...files.filter((file) => file.endsWith('.d.ts')).flatMap((file) => referenceProblems({ folder, file, files, manifest })),
  ].map((words) => `${manifest.name}: ${words}`);
}

function filesOf(folder: string, below: string): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(below, entry.name);
    if (entry.name === 'node_modules') return [];
    return entry.isDirectory() ? filesOf(folder, path) : [path];
  });
}

function missingTargets(manifest: Manifest, files: readonly string[]): string[] {
  const targets = Object.values(manifest.exports).flatMap((target: Conditions | string) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  const named = [...targets, ...Object.values(manifest.bin ?? {})].map((target) => target.replace(/^\.\//, ''));
  return named.filter((target) => !target.includes('*') && !files.includes(target));
}

interface Declaration {
  readonly folder: string;
  readonly file: string;
  readonly files: readonly string[];
  readonly manifest: Manifest;
}

function referenceProblems(declaration: Declaration): string[] {
  const { imports } = importsOf(declaration.file, readFileSync(join(declaration.folder, declaration.file), 'utf8'));
  return imports
    .filter(({ specifier }) => !resolves(specifier, declaration))
    .map(({ specifier, line }) => `${declaration.file}:${line}: ${specifier} has no types for a user`);
}

/** Whether a user who installed the package alone has the types behind a specifier. */
function resolves(specifier: string, { folder, file, files, manifest }: Declaration): boolean {
  if (specifier.startsWith('.')) return files.includes(posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.d.ts'));
  if (isBuiltin(specifier)) return true;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (name === manifest.name) return true;
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  if (`@types/${name}` in declared) return true;
  return name in declared && hasTypes(join(folder, '..', name));
}

function hasTypes(folder: string): boolean {
  if (!existsSync(join(folder, 'package.json'))) return false;
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object; // any package
  return (
    'types' in manifest ||
    'typings' in manifest ||
    JSON.stringify(Reflect.get(manifest, 'exports') ?? '').includes('.d.ts') ||
    existsSync(join(folder, 'index.d.ts'))
  );
}
