import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { projectOf } from '../src/init/project.js';
import { namesOf, type Names, type Wishes } from '../src/init/names.js';
import { render } from '../src/init/render.js';

const root = join(import.meta.dirname, '../../..');
const cli = join(root, 'packages/kube-codegen/src/cli.ts');
const modules = join(root, 'examples/node_modules'); // has all the packages that a project has
const loader = join(root, 'node_modules/tsx/dist/loader.mjs');
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

interface Run {
  readonly code: number;
  readonly said: string;
}

/** Runs Node in a folder, with the sources of this workspace. */
async function node(cwd: string, ...args: readonly string[]): Promise<Run> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const call = promisify(execFile)(process.execPath, ['--import', loader, '--conditions=kube-source', ...args], {
    cwd,
    env,
    timeout: 240_000,
  });
  return call.then(
    ({ stdout, stderr }) => ({ code: 0, said: `${stdout}${stderr}` }),
    (error: unknown) => {
      const { code = -1, stdout, stderr } = error as { code?: number; stdout: string; stderr: string }; // what execFile rejects with
      return { code, said: `${stdout}${stderr}` };
    },
  );
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kube-init-'));
  folders.push(folder);
  return folder;
}

function names(wishes: Wishes = {}): Names {
  const found = namesOf(wishes);
  if ('wrong' in found) throw new Error(found.wrong);
  return found;
}

describe('kube-codegen init', () => {
  test.each<[string, readonly string[]]>([
    ['with its defaults', []],
    [
      'with webhooks and names of its own',
      ['--webhook', '--kind', 'HTTPPolicy', '--group', 'web.example.org', '--version', 'v1beta1', '--name', 'policies'],
    ],
  ])(
    '%s makes a project that generates, compiles, and passes its tests and its checks',
    async (_, flags) => {
      const folder = await emptyFolder();
      const { code, said } = await node(folder, cli, 'init', ...flags);
      expect([code, said]).toEqual([0, expect.stringMatching(/^wrote \d+ files\. Next:\n\n {2}npm install\n/)]);
      await symlink(modules, join(folder, 'node_modules'));
      for (const step of [
        [cli, 'generate'],
        ['scripts/manifests.ts'],
        [
          join(root, 'node_modules/typescript/bin/tsc'),
          '--customConditions',
          'kube-source',
          '--typeRoots',
          join(root, 'node_modules/@types'),
        ],
        ['--test', 'src/operator.test.ts'],
        [cli, 'check'],
        ['scripts/manifests.ts', '--check'],
      ]) {
        const result = await node(folder, ...step);
        expect([step, result.code, result.code === 0 ? '' : result.said]).toEqual([step, 0, '']);
      }
      await writeFile(join(folder, 'deploy/generated/roles.yaml'), 'changed');
      expect(await node(folder, 'scripts/manifests.ts', '--check')).toEqual({ code: 1, said: 'stale: deploy/generated/roles.yaml\n' });
    },
    400_000,
  );

  test('overwrites nothing: it writes all files or none', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'README.md'), 'mine');
    const { code, said } = await node(folder, cli, 'init');
    expect([code, said]).toEqual([1, 'nothing was written, since init overwrites nothing: README.md is there\n']);
    expect(await readdir(folder)).toEqual(['README.md']);
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('mine');
  }, 60_000);

  test.each<[Wishes, string]>([
    [{ kind: 'greeting' }, '--kind is "greeting"'],
    [{ kind: 'ConfigMap' }, '--kind is "ConfigMap"'],
    [{ kind: "X';" }, '--kind is'],
    [{ group: 'example' }, '--group is "example"'],
    [{ group: 'apps.k8s.io' }, '--group is "apps.k8s.io"'],
    [{ version: '1' }, '--version is "1"'],
    [{ name: 'A' }, '--name is "A"'],
    [{ name: '../x' }, '--name is "../x"'],
    [{ namespace: 'a b' }, '--namespace is "a b"'],
    [{ image: 'registry.example.com/web:1' }, '--image is "registry.example.com/web:1"'],
  ])('refuses %j', (wishes, wrong) => {
    expect(namesOf(wishes)).toEqual({ wrong: expect.stringContaining(wrong) });
  });

  test.each([
    ['WebApp', 'web-app', 'webapps'],
    ['HTTPPolicy', 'http-policy', 'httppolicies'],
    ['Database2', 'database2', 'database2s'],
  ])('calls the files of %s %s, and its plural %s', (kind, file, plural) => {
    expect(names({ kind })).toMatchObject({ Kind: kind, file, plural, name: `${file}-operator`, namespace: `${file}-operator` });
  });
});

describe('the templates', () => {
  test('refuse what there is not', () => {
    expect(() => render('__nothing__', { names: {}, flags: {} })).toThrow('a name that there is not: nothing');
    expect(() => render('// #if nothing', { names: {}, flags: {} })).toThrow('a flag that there is not: nothing');
  });

  test('are what the example of an operator is made of, but for what is its own', async () => {
    const example = join(root, 'examples/operator');
    const own = /^src\/(?!main|name)|^README\.md$|^sample\.yaml$/;
    const hosting = names({ kind: 'Site', group: 'hosting.example.com', name: 'hosting-operator', namespace: 'hosting-system' });
    const files = projectOf({ names: hosting, webhook: true, release: '0.2.0', kube: '0.0.0' }).filter(({ path }) => !own.test(path));
    expect(files.length).toBeGreaterThan(12);
    for (const { path, text } of files) expect([path, await readFile(join(example, path), 'utf8')]).toEqual([path, text]);
  });

  test('ask for the versions that this workspace uses itself', async () => {
    const [manifest] = projectOf({ names: names(), webhook: true, release: '0.1.0', kube: '0.0.0' }).filter(
      ({ path }) => path === 'package.json',
    );
    const { dependencies, devDependencies } = JSON.parse(manifest?.text ?? '') as Record<string, Record<string, string>>; // a package.json
    const workspace = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8');
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies }))
      if (!name.startsWith('kube-')) expect(workspace).toMatch(new RegExp(`^ {2}'?${name}'?: ${range.replace(/[.^~]/g, '\\$&')}`, 'm'));
  });
});
