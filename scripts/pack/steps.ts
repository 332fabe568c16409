/**
 * What the steps of `pnpm test:pack` are made of: {@link run} a command, say how long a {@link part} took, {@link install} a project.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Runs a command and gives what it printed; a failure shows all of it. */
export function run(folder: string, command: string, ...args: readonly string[]): string {
  try {
    return execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, npm_config_loglevel: 'error' },
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }; // what execFileSync throws
    throw new Error(`${command} ${args.join(' ')} failed in ${folder}\n${stdout}${stderr}`, { cause: error });
  }
}

/** Times a part of the work and says so. */
export function part<T>(words: string, act: () => T): T {
  const start = performance.now();
  const result = act();
  console.log(`${words} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

/** @throws Error with the words, unless it holds. */
export function check(holds: boolean, words: string): void {
  if (!holds) throw new Error(words);
}

/** A project with these dependencies, installed by npm; gives how many packages it has. */
export function install(folder: string, dependencies: Readonly<Record<string, string>>): number {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  run(folder, 'npm', 'install', '--no-audit', '--no-fund');
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: object }; // written by npm
  return Object.keys(lock.packages).length - 1;
}
