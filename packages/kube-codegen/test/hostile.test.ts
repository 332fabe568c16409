/** Sources that nobody writes by hand: nested too deep, too large, with names of JavaScript's own. The compiler answers, whatever comes. */
import { describe, expect, test } from '@jest/globals';
import { generate, type Generation } from '../src/generate.js';

const kube = (kind: string): string => `/** @kube group=example.com version=v1 kind=${kind} */`;

const compile = (text: string): Generation => generate(['a.crd.ts'], { readFile: (path) => (path === 'a.crd.ts' ? text : undefined) });

/** A source whose spec has one property of this type. */
const specOf = (type: string, tags = ''): string => `${kube('Odd')}\nexport interface OddSpec {\n  /** ${tags} */\n  a?: ${type};\n}\n`;

const nested = (depth: number): string => `${'{ a: '.repeat(depth)}string${' }'.repeat(depth)}`;
const codes = ({ diagnostics }: Generation): string[] => [...new Set(diagnostics.map(({ code }) => code))];

describe('depth and size end in a diagnostic', () => {
  const chain = (link: (n: number) => string, length: number): string => Array.from({ length }, (_, n) => link(n)).join('\n');

  test.each([
    ['type literals', specOf(nested(300)), 'KC312'],
    ['type literals beyond the stack of the parser', specOf(nested(100_000)), 'KC003'],
    ['lists', specOf(`string${'[]'.repeat(300)}`), 'KC312'],
    ['parentheses', specOf(`${'('.repeat(300)}string${')'.repeat(300)}`), 'KC312'],
    ['records', specOf(`${'Record<string, '.repeat(300)}string${'>'.repeat(300)}`), 'KC312'],
    ['interfaces that extend each other', `${chain((n) => `interface I${n} extends I${n + 1} {}`, 3_000)}\n${specOf('I0')}`, 'KC312'],
    ['aliases of aliases', `${chain((n) => `type T${n} = T${n + 1};`, 3_000)}\n${specOf('T0')}`, 'KC312'],
    [
      'a type that doubles at each level',
      `type T0 = string;\n${chain((n) => `type T${n + 1} = { a: T${n}; b: T${n} };`, 40)}\n${specOf('T40')}`,
      'KC312',
    ],
    ['more than a cluster stores', specOf(`{ ${chain((n) => `'${'x'.repeat(200)}${n}': string;`, 8_000)} }`), 'KC313'],
    ['a default', specOf('unknown', `@default ${'['.repeat(100_000)}${']'.repeat(100_000)}`), 'KC802'],
    ['a rule', specOf('string', `@validation ${'('.repeat(100_000)}self == ''${')'.repeat(100_000)}`), 'KC701'],
    ['a pattern', specOf('string', `@pattern ${'('.repeat(100_000)}a${')'.repeat(100_000)}`), 'KC603'],
  ])('of %s', (_, source, code) => {
    expect(codes(compile(source))).toEqual([code]);
  });

  test('but not before anybody could need them', () => {
    const { diagnostics, files } = compile(specOf(nested(100)));
    expect(diagnostics).toEqual([]);
    expect(files).toHaveLength(3);
  });

  test('a union in a union is printed in the time of its text', () => {
    const union = (depth: number): string => (depth === 0 ? 'string' : `{ kind: 'a'; a: ${union(depth - 1)} } | { kind: 'b'; b: boolean }`);
    expect(compile(specOf(union(60))).diagnostics).toEqual([]);
  });
});

describe('names of JavaScript are names', () => {
  const words = ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

  test.each(words)('%s as a property, a type and an import', (word) => {
    const source = `
      interface ${word} { ${word}: string }
      ${kube('Odd')}
      export interface OddSpec { ${word}?: ${word}; list?: ${word}[]; map?: Record<'${word}', string> }`;
    expect(compile(source).diagnostics).toEqual([]);
    expect(codes(compile(specOf(`${word}2`)))).toEqual(['KC305']);
    expect(codes(compile(`import type { ${word} } from 'kube-core/types';\n${specOf(word)}`))).toEqual(['KC305']);
    expect(codes(compile(`import type { a } from './${word}.js';\n${specOf('a')}`))).toEqual(['KC305']);
  });

  test.each([
    ['a property', specOf('{ __proto__: string }')],
    ['a quoted property', specOf("{ '__proto__': string }")],
    ['another name', specOf('{ /** @name __proto__ */ b: string }')],
    ['a key', specOf("Record<'__proto__' | 'a', string>")],
  ])('__proto__ is refused as %s', (_, source) => {
    expect(codes(compile(source))).toEqual(['KC306']);
  });

  test.each(['constructor', 'toString'])('the tag @%s is unknown, and so are tags of it', (word) => {
    expect(codes(compile(specOf('string', `@${word}`)))).toEqual(['KC801']);
    expect(codes(compile(specOf('string[]', `@items.${word} 1`)))).toEqual(['KC801']);
    expect(codes(compile(specOf('string', `@printColumn ${word}=1`)))).toEqual(['KC802']);
  });

  test.each(['class', 'string', 'Promise', 'Omit', 'Record'])('the kind %s cannot be a class', (kind) => {
    expect(codes(compile(`${kube(kind)}\nexport interface ASpec { a: string }`))).toEqual(['KC102']);
  });
});

describe('what would be written over each other is refused', () => {
  test.each([
    [
      'two kinds of one class',
      [`${kube('Odd')} interface A { a: string }\n${kube('Odd').replace('example', 'other')} interface B { a: string }`],
    ],
    ['two files of one output', [specOf('string'), specOf('string').replaceAll('Odd', 'Even')]],
  ])('%s', (_, texts) => {
    const files = ['a.crd.ts', 'a.ts'].slice(0, texts.length);
    const generation = generate(files, { readFile: (path) => texts[files.indexOf(path)] });
    expect(codes(generation)).toEqual(['KC103']);
  });
});

test('a diagnostic names the same place under both line endings', () => {
  const source = specOf('Int32', '\n   * @validation self.x > 0\n   * @maximum one');
  const places = [source, source.replaceAll('\n', '\r\n')].map((text) =>
    compile(text).diagnostics.map(({ code, origin }) => [code, text.slice(origin.start, origin.end)]),
  );
  expect(places[0]).toEqual(places[1]);
  expect(places[0]).not.toEqual([]);
});
