/** The command as people run it: a process, its exit code, what it says and what it leaves on the disk. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

jest.setTimeout(240_000); // processes: a busy machine takes long for each

const root = join(import.meta.dirname, '../../..');
const cli = join(root, 'packages/kube-codegen/src/cli.ts');
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kube-codegen-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const run = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', tsx, '--conditions=kube-source', cli, ...args], { cwd: folder });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });

const put = (name: string, spec: string): Promise<void> =>
  writeFile(
    join(folder, `${name.toLowerCase()}.crd.ts`),
    `/** @kube group=example.com version=v1 kind=${name} */\nexport interface ${name}Spec {\n${spec}}\n`,
  );

test('writes three files, finds them fresh, writes nothing again, and finds them stale when the source has changed', async () => {
  await put('Site', '  host: string;\n');
  await expect(run('generate', 'site.crd.ts')).resolves.toEqual({
    code: 0,
    out: 'wrote site.gen.ts\nwrote site.crd.gen.ts\nwrote crds/example.com_sites.yaml\n',
    err: '',
  });
  await expect(run('generate', '--check', 'site.crd.ts')).resolves.toEqual({ code: 0, out: '', err: '' });
  await expect(run('generate', './site.crd.ts')).resolves.toEqual({ code: 0, out: '', err: '' });
  await put('Site', '  host: string;\n  path: string;\n');
  const before = await readFile(join(folder, 'site.gen.ts'), 'utf8');
  const stale = await run('generate', '--check', 'site.crd.ts');
  expect(stale).toMatchObject({ code: 1, out: 'stale: site.gen.ts\nstale: site.crd.gen.ts\nstale: crds/example.com_sites.yaml\n' });
  expect(stale.err).toContain('run kube-codegen generate');
  expect(await readFile(join(folder, 'site.gen.ts'), 'utf8')).toBe(before);
});

test('names every finding in order, and then writes no file at all', async () => {
  await put('Alpha', '  b: number;\n  a: Date;\n');
  await put('Beta', '  /** @minimun 1 */\n  a: string;\n');
  await put('Good', '  a: string;\n');
  const { code, out, err } = await run('generate', 'good.crd.ts', 'beta.crd.ts', 'nowhere.crd.ts', 'alpha.crd.ts');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err.split('\n').filter((line) => / KC\d+ /.test(line))).toEqual([
    'alpha.crd.ts:3:6 KC301 number does not say whether it is whole',
    'alpha.crd.ts:4:6 KC301 Date has no form in a schema',
    'beta.crd.ts:3:7 KC801 unknown tag @minimun',
    'nowhere.crd.ts KC002 there is no such file',
  ]);
  expect((await readdir(folder)).filter((name) => /^(?:alpha|beta|good)\.(?!crd\.ts$)/.test(name))).toEqual([]);
});

test.each([
  [['generate'], 'there are no files: name those that hold your kinds'],
  [['generate', 'site.crd.ts', '--target', 'new'], '--target new is no version of Kubernetes'],
  [['check', '--json', '--sarif', 'site.crd.ts'], 'one form at a time'],
  [[], 'there is no command'],
  [['destroy', 'site.crd.ts'], 'there is no command destroy'],
  [['generate', '--force', 'site.crd.ts'], "Unknown option '--force'"],
])('answers a wrong call with the usage and exit code 2: %j', async (args, why) => {
  const { code, out, err } = await run(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(why);
  expect(err).toContain('kube-codegen generate [FILE…]');
});

test('names what it cannot read, why, and shows no lines of it', async () => {
  await expect(run('generate', 'nowhere.crd.ts')).resolves.toEqual({
    code: 1,
    out: '',
    err: 'nowhere.crd.ts KC002 there is no such file\n\n',
  });
  const { code, err } = await run('generate', '.');
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^\. KC002 cannot be read: EISDIR.*\n\n$/) as unknown });
});

test('finds sources by its configuration, and answers programs with one document and nothing else', async () => {
  await put('Configured', '  a: Date;\n');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ 'kube-codegen': { files: ['conf*.crd.ts'], crds: 'deploy' } }));
  const wrong = await run('check', '--json');
  expect(wrong).toMatchObject({ code: 1, err: '' });
  expect(JSON.parse(wrong.out)).toMatchObject({ findings: [{ code: 'KC301', file: 'configured.crd.ts', startLine: 3 }], stale: [] });
  await put('Configured', '  a: string;\n');
  const stale = await run('check', '--json');
  expect(stale.code).toBe(1);
  expect(JSON.parse(stale.out)).toEqual({
    findings: [],
    stale: ['configured.gen.ts', 'configured.crd.gen.ts', 'deploy/example.com_configureds.yaml'],
  });
  await rm(join(folder, 'package.json'));
});

test('watches until it is told to end: a finding, its mending, a new file of the pattern', async () => {
  await put('Watched', '  a: string;\n');
  const child = spawn(process.execPath, ['--import', tsx, '--conditions=kube-source', cli, 'watch', 'watch*.crd.ts'], { cwd: folder });
  let said = '';
  const says = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!said.includes(text)) return;
        said = said.slice(said.indexOf(text) + text.length);
        child.stdout.off('data', look);
        resolve();
      };
      child.stdout.on('data', look);
      look();
    });
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit');
  await says('wrote watched.gen.ts');
  await says('watching 1 file (');
  await put('Watched', '  a: Date;\n');
  await says('watching 1 file, 1 finding (');
  await put('Watched', '  b: string;\n');
  await says('wrote watched.gen.ts');
  await says('watching 1 file (');
  await put('Watcher', '  a: string;\n');
  await says('watching 2 files (');
  child.kill('SIGTERM');
  await expect(ended).resolves.toEqual([0, null]);
  expect(await readFile(join(folder, 'watched.gen.ts'), 'utf8')).toContain('b: string;');
}); // a process: a busy machine takes long for it

test.each(['--version', '-v'])('tells its version: %s', async (flag) => {
  const { version } = JSON.parse(await readFile(join(root, 'packages/kube-codegen/package.json'), 'utf8')) as { version: string };
  await expect(run(flag)).resolves.toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('explains the code of a finding, and suggests one where there is none', async () => {
  const out: unknown = expect.stringMatching(/^### KC105: Not exactly one version is stored\n[^]*What to do:/);
  await expect(run('explain', 'kc105')).resolves.toMatchObject({ code: 0, err: '', out });
  const err: unknown = expect.stringContaining('there is no code KC1055; did you mean KC105?');
  await expect(run('explain', 'KC1055')).resolves.toMatchObject({ code: 2, out: '', err });
});

test('lists the tags', async () => {
  const out: unknown = expect.stringContaining('### @minLength');
  await expect(run('tags')).resolves.toMatchObject({ code: 0, err: '', out });
});

test('explains itself when asked', async () => {
  await expect(run('--help')).resolves.toMatchObject({ code: 0, err: '', out: expect.stringContaining('--target') as unknown });
});

test('explains a field and prints an object of a kind, from a source', async () => {
  await put('Shop', '  /** Where it is. @maxLength 9 */\n  host: string;\n');
  const explained = await run('explain', 'shop.spec.host', 'shop.crd.ts');
  expect(explained).toMatchObject({ code: 0, err: '' });
  expect(explained.out).toContain('FIELD: host <string> -required-\n\nDESCRIPTION:\n  Where it is.\n\nLIMITS:\n  at most 9 characters\n');
  const unknown = await run('explain', 'shp.spec', 'shop.crd.ts');
  expect([unknown.code, unknown.err.split('\n')[0]]).toEqual([2, 'there is no kind shp; did you mean shop?']);
  const sample = await run('sample', 'shop.crd.ts');
  expect(sample).toEqual({
    code: 0,
    out: 'apiVersion: example.com/v1\nkind: Shop\nmetadata:\n  name: example\n  namespace: default\nspec:\n  host: example\n',
    err: '',
  });
});
