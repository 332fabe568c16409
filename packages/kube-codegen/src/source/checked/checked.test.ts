/** What the type checker is asked, and what does not depend on it. */
import { describe, expect, test } from '@jest/globals';
import { generate } from '../../generate.js';

const kube = '/** @kube group=example.com version=v1 kind=Odd */';

function compile(text: string, others: Readonly<Record<string, string>> = {}) {
  const files: Readonly<Record<string, string>> = { 'a.crd.ts': text, ...others };
  return generate(['a.crd.ts'], { readFile: (path) => files[path] });
}

const typeOf = (type: string, before = ''): string => {
  const { files, diagnostics } = compile(`${before}\n${kube}\nexport interface OddSpec { a?: ${type} }\n`);
  const found = diagnostics.map(({ code, message }) => `${code} ${message}`);
  const line = /a\?: ([^]*?);\n\}/.exec(files[0]?.text ?? '')?.[1] ?? '';
  return found.join() || line.replace(/\s+/g, ' ');
};

const order = `type Keep<T> = { [K in keyof T]: T[K] };
  type Swap<T> = T extends 'mid' ? 'centre' : T;
  interface Part { level: 'zeta' | 'alpha' | 'mid'; }`;

describe('the order of values', () => {
  test('is that of the author', () => {
    expect(typeOf("Keep<Part>['level']", order)).toBe("'zeta' | 'alpha' | 'mid'");
    expect(typeOf("Swap<'zeta' | 'mid' | 'alpha'>", order)).toBe("'zeta' | 'alpha' | 'centre'"); // what is made comes last
  });

  test('is the same whatever was asked before, and whatever other files say', () => {
    const source = (first: string, importing: string): string =>
      `${importing}\n${order}\n${kube}\nexport interface OddSpec { ${first} z?: Swap<'zeta' | 'mid' | 'alpha'> }`;
    const yaml = (text: string, others = {}): string => /z:[^]*/.exec(compile(text, others).files.at(-1)?.text ?? '')?.[0] ?? '';
    const plain = yaml(source('', ''));
    expect(plain).toContain('zeta');
    expect(yaml(source("a?: Swap<'alpha'>; b?: Swap<'centre' | 'zeta'>;", ''))).toBe(plain);
    const other = { 'other.ts': "export type Other = 'alpha' | 'centre' | 'zeta';" };
    expect(yaml(source('o?: Other;', "import type { Other } from './other.js';"), other)).toBe(plain);
  });
});

describe('a type argument means what it means where it was written', () => {
  test('through generics of other files', () => {
    const text = `import type { Box } from './box.js';\ntype Own = 'mine';\n${kube}\nexport interface OddSpec { a?: Box<Own> }`;
    const box = "type Own = 'theirs';\nexport interface Box<T> { all: { [K in Own]: T }; one: T extends Own ? 'same' : T }";
    const { files, diagnostics } = compile(text, { 'box.ts': box });
    expect(diagnostics).toEqual([]);
    expect(files[0]!.text.replace(/\s+/g, ' ')).toContain("a?: { all: { theirs: 'mine'; }; one: 'mine'; }");
  });

  test('and a default where the type is declared', () => {
    const text = `import type { Box } from './box.js';\n${kube}\nexport interface OddSpec { a?: Box }`;
    const box = "type Own = 'theirs';\nexport interface Box<T = Own, L = T[]> { one: T; more: L }";
    expect(compile(text, { 'box.ts': box }).files[0]!.text.replace(/\s+/g, ' ')).toContain('a?: { one: Own; more: Own[]; }');
  });
});

describe('the aliases of kube-core', () => {
  const importing = "import type { DateTime, Int32, IntOrString, Json, Quantity } from 'kube-core/types';";

  test.each([
    ["Keep<{ a: Int32 }>['a']", 'number'],
    ['(Int32 extends number ? { yes: Int32 } : never)', '{ yes: number; }'],
    ['(Int32 extends object ? never : { no: DateTime })', '{ no: string; }'],
    ['Keep<{ a?: IntOrString; b: Quantity | null; c: Json }>', '{ a?: number | string; b: number | string | null; c: unknown; }'],
    ['Keep<{ a: DateTime | string }>', '{ a: string; }'],
    ['Keep<{ a: number | string }>', '{ a: number | string; }'],
    ['Wide<{ a: 1 }>', 'KC301 a: number does not say whether it is whole'],
    ['Keep<{ a: number }>', 'KC301 number does not say whether it is whole'],
  ])('pass through the checker: %s', (type, expected) => {
    expect(typeOf(type, `${importing}\ntype Keep<T> = { [K in keyof T]: T[K] }; type Wide<T> = { [K in keyof T]: number };`)).toBe(
      expected,
    );
  });
});

describe('what is made of values', () => {
  test.each([
    ["enum E { A = 1 << 2, B = A + 1, C = 'x'.length }", 'E', 'KC301 the value of this member is only known when the program runs'],
    ['enum E { A = 1 << 2, B = A + 1, C }', 'E', 'E'],
    ["enum E { A = 'a' } enum E { B = 'b' }", 'keyof typeof E', "'A' | 'B'"],
    ["const a = ['x', 'y'];", '(typeof a)[number]', 'string'],
    ["const a = ['x', 'y'] as const; const b = [...a, 'z'] as const;", '(typeof b)[number]', "'x' | 'y' | 'z'"],
    ["const a = { x: { y: ['z'] } } as const;", "(typeof a)['x']['y'][number]", "'z'"],
    ['const a = { x: 1 }; const b = { ...a, y: 2 };', 'keyof typeof b', "'x' | 'y'"],
    ["const a = { on: 'x' } as const satisfies Record<string, 'x' | 'y'>;", '(typeof a)[keyof typeof a]', "'x'"],
    ['const a: { b: string } = { b: "c" };', 'typeof a', '{ b: string; }'],
    ['const a = b; const b = a;', 'typeof a', 'KC301 what this comes to cannot be known from the sources'],
  ])('%s', (before, type, expected) => {
    expect(typeOf(type, before)).toBe(expected);
  });
});

test('words, tags and places of an argument that is written in place are kept', () => {
  const text = `type Keep<T> = { [K in keyof T]: T[K] };\n${kube}\nexport interface OddSpec { a?: Keep<{
    /** Said here. @minLength 3 */
    b: string;
    c: Date;
  }> }`;
  const { diagnostics } = compile(text);
  expect(diagnostics.map(({ message, origin }) => [message, text.slice(origin.start, origin.end)])).toEqual([
    ['Date has no form in a schema', 'Date'],
  ]);
  const yaml = compile(text.replace('Date', 'string')).files.at(-1)!.text;
  expect(yaml).toContain('description: Said here.');
  expect(yaml).toContain('minLength: 3');
});
