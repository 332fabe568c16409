/**
 * One program in one folder, made by the commands of the guide, and run where nothing is installed. Enter at {@link tryBundles}.
 */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fencesOf } from '../house/docs/fences.js';
import { read } from '../house/workspace.js';
import { check, part, run } from './steps.js';

/** The bundlers that users have. */
export const bundlers = { esbuild: '^0.28.0', rolldown: '^1.0.0' } as const;

const guide = 'docs/guides/getting-started.md';

/** What the guide tells its readers to type, by the name of the bundler. */
function commandsOf(markdown: string): Map<string, string> {
  const commands = fencesOf(guide, markdown, 'sh').map(({ code }) => code);
  return new Map(
    commands.flatMap(
      (command) =>
        /^npx (\w+) main\.ts /
          .exec(command)
          ?.slice(1)
          .map((name) => [name, command] as const) ?? [],
    ),
  );
}

/**
 * @param app - The project: its `service/main.ts` becomes `service/bundle/main.js`.
 * @param alone - A folder to make, outside of every project.
 * @throws Error if a bundle cannot be made, or does not run.
 */
export function tryBundles(app: string, alone: string): void {
  const commands = commandsOf(read(guide));
  for (const name of Object.keys(bundlers)) {
    const command = commands.get(name);
    if (command === undefined) throw new Error(`${guide} does not say how to bundle with ${name}`);
    part(`bundled with ${name}`, () => run(join(app, 'service'), 'bash', '-c', command));
    const to = join(alone, name);
    cpSync(join(app, 'service/bundle'), to, { recursive: true });
    cpSync(join(app, 'crds'), join(to, 'crds'), { recursive: true });
    writeFileSync(join(to, 'package.json'), '{ "type": "module" }');
    rmSync(join(app, 'service/bundle'), { recursive: true });
    const said = part(`ran the bundle of ${name} by itself`, () => run(to, process.execPath, 'main.js'));
    check(said.trim() === 'the bundle works', `the bundle of ${name} said: ${said}`);
  }
}
