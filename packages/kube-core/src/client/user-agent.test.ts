import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { productOf, userAgent } from './user-agent.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'agent-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function program(name: string, manifest: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  for (const [path, text] of Object.entries({ 'package.json': manifest, 'dist/main.js': '', ...more })) {
    await mkdir(join(directory, name, path, '..'), { recursive: true });
    await writeFile(join(directory, name, path), text);
  }
  return join(directory, name, 'dist/main.js');
}

describe('the product', () => {
  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['name and version', '{"name":"operator","version":"1.4.0-rc.1+b"}', {}, 'operator/1.4.0-rc.1+b'],
    ['a name without its scope', '{"name":"@acme/operator","version":"1.4.0"}', {}, 'operator/1.4.0'],
    ['no version', '{"name":"operator"}', {}, 'operator/v0.0.0'],
    [
      'names past a package.json that only says type',
      '{"name":"operator"}',
      { 'dist/package.json': '{"type":"module"}' },
      'operator/v0.0.0',
    ],
    ['characters that no product has', '{"name":"a (b/c","version":"1 2"}', {}, 'a__b_c/1_2'],
  ])('is that of the nearest package.json: %s', async (what, manifest, more, expected) => {
    expect(productOf(await program(what.replaceAll(' ', '-'), manifest, more))).toBe(expected);
  });

  test('is found where the script is a link', async () => {
    const link = join(directory, 'link');
    await symlink(await program('linked', '{"name":"linked","version":"2.0.0"}'), link);
    expect(productOf(link)).toBe('linked/2.0.0');
  });

  test.each([
    ['the name of the script where there is no package.json', join('/nowhere', 'my script.mts'), 'my_script/v0.0.0'],
    ['Node for a program given on the command line', undefined, `node/${process.versions.node}`],
  ])('is %s', (_what, script, expected) => {
    expect(productOf(script)).toBe(expected);
  });
});

describe('the user agent', () => {
  const fieldManager = (agent: string): string | undefined => agent.split('/')[0];

  test('begins with product and version, so that the product alone is the field manager', () => {
    expect(userAgent()).toMatch(/^[\w.~-]+\/[\w.+~-]+ \(\w+\/\w+\) kube-core$/);
    expect(fieldManager(userAgent())).toMatch(/^[\w.~-]+$/);
  });

  test('takes what the program calls itself, with a version or without', () => {
    expect(userAgent('operator/1.0')).toMatch(/^operator\/1\.0 \(/);
    expect(fieldManager(userAgent('my operator'))).toBe('my operator');
  });
});
