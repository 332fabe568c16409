import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { generate } from '../generate.js';

const compile = (declarations: string, type: string) =>
  generate(['a.crd.ts'], {
    readFile: () => `${declarations}
/** @kube group=example.com version=v1 kind=Odd */
export interface OddSpec { whole?: ${type}; }
`,
  });

/** The schema of a field of this type. */
function schemaOf(declarations: string, type: string): Readonly<Record<string, unknown>> {
  const { files, diagnostics } = compile(declarations, type);
  expect(diagnostics).toEqual([]);
  const crd = parse(files.find(({ path }) => path.endsWith('.yaml'))?.text ?? '') as Crd;
  return crd.spec.versions[0]!.schema.openAPIV3Schema.properties.spec.properties['whole']!;
}

interface Crd {
  readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Root } }[] };
}
interface Root {
  readonly properties: { readonly spec: { readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> } };
}

const codes = (declarations: string, type: string): string[] => compile(declarations, type).diagnostics.map(({ code }) => code);

const tagged = (name: string, tags: string): string => `/** ${tags} */\ninterface ${name} { ${name.toLowerCase()}?: string }\n`;

const joins: readonly (readonly [string, string, string])[] = [
  ['A & B', '', 'A & B'],
  ['an interface that extends both', 'interface C extends A, B { c?: string }', 'C'],
];

describe.each(joins)('%s', (_what, more, type) => {
  const both = (a: string, b: string): string => `${tagged('A', a)}${tagged('B', b)}${more}`;

  test('keeps the limits of its parts', () => {
    expect(schemaOf(both('@minProperties 1', '@maxProperties 2'), type)).toMatchObject({ minProperties: 1, maxProperties: 2 });
  });

  test.each([
    ['@minProperties 1 @maxProperties 2', '@minProperties 2 @maxProperties 3'],
    ['@minProperties 2 @maxProperties 3', '@minProperties 1 @maxProperties 2'],
  ])('keeps the stricter limits of %s and %s', (a, b) => {
    const lines = [a, b].map((tags) => tags.replace(' @max', '\n * @max'));
    expect(schemaOf(both(lines[0]!, lines[1]!), type)).toMatchObject({ minProperties: 2, maxProperties: 2 });
  });

  test.each(['atomic', 'granular'])('is %s where a part is', (mapType) => {
    expect(schemaOf(both('', `@mapType ${mapType}`), type)).toMatchObject({ 'x-kubernetes-map-type': mapType });
  });

  test('is immutable where a part is', () => {
    expect(schemaOf(both('@immutable', ''), type)['x-kubernetes-validations']).toEqual([
      expect.objectContaining({ rule: 'self == oldSelf' }),
    ]);
  });

  test('is refused where nothing can fit both limits, at the limit', () => {
    const declarations = both('@minProperties 3', '@maxProperties 2');
    const [found, ...others] = compile(declarations, type).diagnostics;
    expect(others).toEqual([]);
    expect(found?.code).toBe('KC601');
    expect(declarations.slice(found?.origin.start, found?.origin.end)).toContain('@maxProperties');
  });

  test('is refused where its parts are atomic and granular', () => {
    expect(codes(both('@mapType atomic', '@mapType granular'), type)).toEqual(['KC302']);
  });
});

describe('an object with a union', () => {
  const union = "type U = { kind: 'x'; x?: string } | { kind: 'y'; y?: string };\n";

  test('is immutable as a whole where the object is', () => {
    expect(schemaOf(`${tagged('A', '@immutable')}${union}`, 'A & U')['x-kubernetes-validations']).toContainEqual(
      expect.objectContaining({ rule: 'self == oldSelf' }),
    );
  });

  test.each(['@minProperties 1', '@mapType atomic'])('is refused where the object says %s, which no arm can', (tag) => {
    expect(new Set(codes(`${tagged('A', tag)}${union}`, 'A & U'))).toEqual(new Set(['KC311']));
  });
});
