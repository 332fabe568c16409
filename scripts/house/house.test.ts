import { describe, expect, test } from '@jest/globals';
import { cyclesOf } from './cycles.js';
import { docProblems } from './docs/docs.js';
import { manifestProblems } from './exports.js';
import { fencesOf } from './docs/fences.js';
import { importsOf } from './imports.js';
import { layerProblems } from './layers.js';
import { linkProblems } from './docs/links.js';
import { staticGuestsOf } from './graph.js';
import { loadPackages, type Package } from './workspace.js';

const packages = loadPackages();
const layers = (files: Record<string, string>): string[] => layerProblems(packages, new Map(Object.entries(files)));
const core = 'packages/kube-core/src';

describe('layers', () => {
  test('accepts imports that go down, within a floor, and up from a test', () => {
    expect(
      layers({
        [`${core}/api/api.ts`]: `import { Client } from '../client/client.js';\nimport './exec.js';`,
        [`${core}/util/lines.test.ts`]: `import { mockService } from '../testing/mock-service.js';`,
        [`${core}/index.ts`]: `export { Api } from './api/api.js';`,
      }),
    ).toEqual([]);
  });

  test.each([
    [
      'an import that goes up',
      'util/lines.ts',
      `\nimport type { Api } from '../api/api.js';`,
      ':2: util/lines.ts is on a floor below api/api.ts',
    ],
    ['a type import that goes up', 'util/lines.ts', `type A = import('../api/api.js').Api;`, ':1: util/lines.ts is on a floor below'],
    ['a file on no floor', 'helpers/stuff.ts', 'const one = 1;', ':1: is on no floor'],
    ['a barrel named index', 'util/index.ts', 'const one = 1;', ':1: a barrel: index.ts'],
    ['a barrel of another name', 'util/all.ts', `export * from './lines.js';`, ':1: a barrel: it only re-exports'],
    ['an import of an entry', 'ops/copy.ts', `import { Api } from '../index.js';`, ':1: ../index.js is an entry'],
    ['an import of itself by name', 'ops/copy.ts', `import { Api } from 'kube-core';`, ':1: kube-core is this package itself'],
    ['a way out of the package', 'ops/copy.ts', `import '../../../kube-runtime/src/manager.js';`, 'leaves the package'],
    ['an import of a package above', 'ops/copy.ts', `import { Manager } from 'kube-runtime';`, 'kube-core may not import kube-runtime'],
    ['an uninvited third party', 'ops/copy.ts', `import _ from 'lodash/fp';`, ':1: lodash is no guest of kube-core'],
    ['a guest in the wrong room', 'ops/copy.ts', `import type { Agent } from 'undici';`, ':1: undici may be imported only in'],
    ['a bare builtin', 'ops/copy.ts', `import fs from 'fs';`, ':1: write node:fs'],
  ])('refuses %s', (_, name, text, problem) => {
    expect(layers({ [`${core}/${name}`]: text })).toEqual([expect.stringContaining(problem)]);
  });

  test('lets anybody load a lazy guest when its line runs', () => {
    expect(layers({ [`${core}/ops/copy.ts`]: `const { WebSocket } = await import('ws');` })).toEqual([]);
  });

  test('keeps runtime and codegen apart, and users out of internals', () => {
    expect(
      layers({
        'packages/kube-runtime/src/manager/manager.ts': `import { generate } from 'kube-codegen';`,
        'packages/kube-runtime/src/health/checks.ts': `import { step } from 'kube-core/util/lines';\nimport { mockService } from 'kube-core/testing';`,
        'examples/web/main.ts': `import { lines } from '../../packages/kube-core/src/util/lines.js';`,
      }),
    ).toEqual([
      'examples/web/main.ts:1: ../../packages/kube-core/src/util/lines.js reaches into a package: import it by its name',
      'packages/kube-runtime/src/health/checks.ts:1: kube-core/util/lines is not exported by kube-core',
      'packages/kube-runtime/src/health/checks.ts:2: kube-core/testing is for tests: product code may not import it',
      'packages/kube-runtime/src/manager/manager.ts:1: kube-runtime may not import kube-codegen',
    ]);
  });

  test('refuses a cycle of type imports within a floor', () => {
    expect(
      layers({ [`${core}/api/a.ts`]: `import type { B } from './b.js';`, [`${core}/api/b.ts`]: `import type { A } from './a.js';` }),
    ).toEqual([`${core}/api/a.ts:1: import cycle (type imports count): ${core}/api/a.ts → ${core}/api/b.ts → ${core}/api/a.ts`]);
  });
});

test('a cycle is told once, the shortest way round', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', ['a']],
    ['e', ['e']],
  ]);
  expect(cyclesOf(graph)).toEqual([['a', 'c'], ['b', 'c', 'a'], ['e']]);
});

test('imports are told apart by when they load', () => {
  const text = `import a from 'a';\nimport type { B } from 'b';\nimport { type C } from 'c';\nexport * from 'd';\nconst e = await import('e');`;
  expect(importsOf('x.ts', text).imports.map(({ specifier, kind, line }) => `${specifier} ${kind} ${line}`)).toEqual([
    'a static 1',
    'b type 2',
    'c static 3',
    'd static 4',
    'e dynamic 5',
  ]);
});

describe('fences', () => {
  test('are found in Markdown with their line, indented or not', () => {
    const text = '# Title\n```ts\nconst a = 1;\n```\n- item\n  ```ts continued\n  const b = a;\n  ```\n```sh\nls\n```\n';
    expect(fencesOf('a.md', text)).toEqual([
      { path: 'a.md', line: 3, info: '', code: 'const a = 1;' },
      { path: 'a.md', line: 7, info: 'continued', code: 'const b = a;' },
    ]);
  });

  test('are found in doc comments and nowhere else in a source', () => {
    const text = 'const s = `\n```ts\nnot this\n```\n`;\n/**\n * @example\n * ```ts\n * const a = 1;\n * ```\n */\nexport const x = 1;\n';
    expect(fencesOf('a.ts', text)).toEqual([{ path: 'a.ts', line: 9, info: '', code: 'const a = 1;' }]);
  });

  test('compile together; an error is said at its line of the document', () => {
    const fences = fencesOf('docs/a.md', '```ts\nconst a: number = 1;\n```\nthen\n```ts continued\nconst b: string = a;\n```\n');
    expect(docProblems(fences)).toEqual([`docs/a.md:6: Type 'number' is not assignable to type 'string'.`]);
  });

  test('cannot be excused from compiling, nor continue nothing', () => {
    const fences = fencesOf('docs/a.md', '```ts ignore\nconst a = 1;\n```\n').concat(
      fencesOf('docs/b.md', '```ts continued\nconst b = 1;\n```\n'),
    );
    expect(docProblems(fences)).toEqual([
      expect.stringContaining('docs/a.md:1: ```ts ignore'),
      expect.stringContaining('docs/b.md:1: continues no fence'),
    ]);
  });
});

test('a link to a file that is not there is a problem, one in code is not', () => {
  const text = '[a](../package.json) [b](gone.md#part)\n`[c](gone.md)` [d](https://example.com)\n```\n[e](gone.md)\n```\n';
  expect(linkProblems('docs/a.md', text)).toEqual(['docs/a.md:1: links to gone.md, which is not there']);
});

describe('exports', () => {
  const conditions = { 'kube-source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' };
  const published = { types: './dist/index.d.ts', default: './dist/index.js' };
  const pkg = (exports: Package['manifest']['exports'], publishConfig: object = { exports: { '.': published } }): Package => ({
    name: 'kube-core',
    folder: 'packages/kube-core',
    manifest: { name: 'kube-core', exports, publishConfig },
  });
  const problems = (one: Package): string[] => manifestProblems(one, ['src/index.ts', 'src/other.ts']);

  test('that agree are fine', () => {
    expect(problems(pkg({ '.': conditions }))).toEqual([]);
  });

  test.each([
    ['a source that is not there', pkg({ '.': { ...conditions, 'kube-source': './src/gone.ts' } }), 'src/gone.ts'],
    ['types of another file', pkg({ '.': { ...conditions, types: './dist/other.d.ts' } }), 'types should be ./dist/index.d.ts'],
    [
      'conditions in an order that hides one',
      pkg({ '.': { default: './dist/index.js', types: './dist/index.d.ts', 'kube-source': './src/index.ts' } }),
      'order',
    ],
    ['what is published differing from what is developed', pkg({ '.': conditions }, { exports: {} }), 'publishConfig.exports'],
  ])('refuse %s', (_, one, words) => {
    expect(problems(one).join('\n')).toContain(words);
  });

  test('follow static imports only to tell what an import of a package costs', () => {
    const files: Record<string, string> = {
      'src/index.ts': `export * from './a.js';\nimport type { W } from 'ws';`,
      'src/a.ts': `import { b } from './b.js';\nexport const load = () => import('undici');`,
      'src/b.ts': `import yaml from 'yaml';\nimport 'node:fs';`,
    };
    expect(staticGuestsOf('src/index.ts', (path) => files[path] ?? '')).toEqual([
      { name: 'yaml', way: ['src/index.ts', 'src/a.ts', 'src/b.ts'] },
    ]);
  });
});
