/** `kube-codegen init [DIR]` writes a new project: an operator with its kind, tests, image and manifests. It overwrites nothing. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { version } from '../../home.js';
import { namesOf } from '../../init/names.js';
import { projectOf } from '../../init/project.js';
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';

const wishes = ['kind', 'group', 'version', 'name', 'namespace', 'image'] as const;

export const initCommand: Command = {
  options: { ...Object.fromEntries(wishes.map((wish) => [wish, { type: 'string' as const }])), webhook: { type: 'boolean' } },
  run,
};

async function run(call: Call): Promise<Outcome> {
  const [folder = '.', ...more] = call.operands;
  if (more.length > 0) return { wrong: 'init takes one folder' };
  const names = namesOf(Object.fromEntries(wishes.map((wish) => [wish, call.value(wish)])));
  if ('wrong' in names) return names;
  const files = projectOf({ names, webhook: call.has('webhook'), release: '0.1.0', kube: version() });
  const there = files.map(({ path }) => join(folder, path)).filter((path) => existsSync(path));
  if (there.length > 0) {
    console.error(`nothing was written, since init overwrites nothing: ${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there`);
    return exitCodes.findings;
  }
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  console.log(`wrote ${files.length} files${folder === '.' ? '' : ` into ${folder}`}. Next:\n`);
  const steps = [
    ...(folder === '.' ? [] : [[`cd ${folder}`, '']]),
    ['npm install', ''],
    ['npm run generate', 'class, CRD and rights, of the interface and of what the program does'],
    ['npm test', 'on an API server in the same process'],
    [`edit src/${names.file}.crd.ts`, 'the kind, and then what makes it so: the controller beside it'],
    ['kubectl apply -k deploy', 'as README.md says, when there is an image'],
  ];
  const width = Math.max(...steps.map(([step = '']) => step.length));
  for (const [step = '', why = ''] of steps) console.log(`  ${why === '' ? step : `${step.padEnd(width)}   ${why}`}`);
  return exitCodes.fine;
}
