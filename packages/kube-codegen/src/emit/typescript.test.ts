import { describe, expect, test } from '@jest/globals';
import { format } from 'prettier';
import ts from 'typescript';
import type { ObjectNode, SchemaNode } from '../model/schema-node.js';
import { printDeclaration, printImports, printKey, printNames, printString, printType } from './typescript.js';

const names = { ref: (to: string): string => to.slice(to.lastIndexOf('.') + 1) };
const string: SchemaNode = { node: 'scalar', type: 'string' };
const objectOf = (...properties: ObjectNode['properties']): ObjectNode => ({ node: 'object', properties });
const enumOf = (values: string[], open = false): SchemaNode => ({ node: 'enum', type: 'string', values, open });
const typeOf = (node: SchemaNode): string => printType(node, names);
const declared = (node: SchemaNode, name = 'Thing'): string => printDeclaration({ name, node }, names);

/** The syntax errors of a text and the kinds of its statements. */
function read(text: string): { errors: readonly unknown[]; statements: ts.SyntaxKind[]; file: ts.SourceFile } {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
  return { errors: diagnostics, statements: file.statements.map(({ kind }) => kind), file };
}

describe('a type', () => {
  test.each<[string, SchemaNode]>([
    ['string', string],
    ['number', { node: 'scalar', type: 'integer', format: 'int32' }],
    ['boolean', { node: 'scalar', type: 'boolean' }],
    ['string | null', { ...string, nullable: true }],
    ["'a' | 'b'", enumOf(['a', 'b'])],
    ["'a' | (string & {})", enumOf(['a'], true)],
    ["'a' | (string & {}) | null", { ...enumOf(['a'], true), nullable: true }],
    ["('a' | 'b')[]", { node: 'list', items: enumOf(['a', 'b']) }],
    ['(string | null)[][]', { node: 'list', items: { node: 'list', items: { ...string, nullable: true } } }],
    ['Record<string, string[]>', { node: 'map', values: { node: 'list', items: string } }],
    ['number | string', { node: 'int-or-string' }],
    ['unknown', { node: 'json' }],
    ['PodSpec', { node: 'ref', to: 'io.k8s.api.core.v1.PodSpec' }],
    ['1 | 2', { node: 'enum', type: 'integer', values: [1, 2] }],
    ['1 | (number & {})', { node: 'enum', type: 'integer', values: [1], open: true }],
    ["null | [1, 'a'] | { 'a-b': true }", { node: 'enum', type: 'mixed', values: [null, [1, 'a'], { 'a-b': true }] }],
    ['never', enumOf([])],
    ['{}', objectOf()],
  ])('is printed as %s', (text, node) => {
    expect(typeOf(node)).toBe(text);
  });

  test('takes the name that the caller has for a scalar', () => {
    const scalar = ({ format }: { format?: string }): string | undefined => (format === 'int32' ? 'Int32' : undefined);
    expect(printType({ node: 'scalar', type: 'integer', format: 'int32' }, { ...names, scalar })).toBe('Int32');
    expect(printType(string, { ...names, scalar })).toBe('string');
  });

  test('keeps unknown properties where the schema does', () => {
    expect(typeOf({ ...objectOf(), preserveUnknown: true })).toBe('{\n  [key: string]: unknown;\n}');
  });
});

describe('a declaration', () => {
  test('is an interface for an object, with nested objects in place', () => {
    const source: SchemaNode = {
      node: 'union',
      arms: [
        objectOf({ name: 'kind', required: true, node: enumOf(['git']) }, { name: 'url', required: true, node: string }),
        objectOf({ name: 'kind', required: true, node: enumOf(['inline']) }),
      ],
    };
    const node: SchemaNode = {
      ...objectOf(
        { name: 'x-a', required: false, node: string },
        { name: 'source', required: true, node: { ...source, description: 'Where from.' } },
      ),
      description: 'A thing.\n\nOf two paragraphs.',
    };
    expect(declared(node)).toBe(`/**
 * A thing.
 *
 * Of two paragraphs.
 */
export interface Thing {
  'x-a'?: string;
  /** Where from. */
  source:
    | {
        kind: 'git';
        url: string;
      }
    | {
        kind: 'inline';
      };
}
`);
  });

  test('is an alias for anything else', () => {
    expect(declared(enumOf(['a', 'b']))).toBe("export type Thing = 'a' | 'b';\n");
    expect(declared({ ...objectOf(), nullable: true })).toBe('export type Thing = {} | null;\n');
  });

  test('is formatted as prettier does', async () => {
    const long = enumOf(
      ['a', 'b', 'c'].map((letter) => letter.repeat(50)),
      true,
    );
    const object = objectOf({ name: 'a', required: true, node: string }, { name: 'b', required: false, node: long });
    const union: SchemaNode = { node: 'union', arms: [object, objectOf({ name: 'c', required: true, node: string })] };
    const leaves: SchemaNode[] = [string, long, object, union, { ...object, nullable: true }, { ...long, nullable: true }];
    const nodes = leaves.flatMap((node): SchemaNode[] => [
      node,
      { node: 'list', items: node },
      { node: 'map', values: node },
      { node: 'map', values: { node: 'list', items: node } },
      { node: 'list', items: { node: 'map', values: node } },
    ]);
    const properties = nodes.map((node, i) => ({ name: `p${i}`, required: true, node }));
    const text = [declared(objectOf(...properties)), ...nodes.map((node) => declared(node))].join('\n');
    expect(await format(text, { parser: 'typescript', printWidth: 140, singleQuote: true })).toBe(text);
  });

  test('breaks a union that is too long, one member a line', () => {
    const long = enumOf(['a', 'b', 'c'].map((letter) => letter.repeat(50)));
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => `'${letter.repeat(50)}'`);
    const property = (node: SchemaNode): string =>
      declared(objectOf({ name: 'p', required: true, node })).slice('export interface Thing {\n'.length, -'\n}\n'.length);
    expect(declared(long)).toBe(`export type Thing =\n  | ${a}\n  | ${b}\n  | ${c};\n`);
    expect(property(long)).toBe(`  p:\n    | ${a}\n    | ${b}\n    | ${c};`);
    expect(property({ node: 'list', items: long })).toBe(`  p: (\n    | ${a}\n    | ${b}\n    | ${c}\n  )[];`);
    expect(property({ node: 'map', values: long })).toBe(`  p: Record<\n    string,\n    | ${a}\n    | ${b}\n    | ${c}\n  >;`);
  });

  test('refuses a name that TypeScript cannot declare', () => {
    for (const name of ['', 'a-b', '1a', 'A {} evil(); interface B', 'string', 'class', 'Record'])
      expect(() => declared(objectOf(), name)).toThrow(TypeError);
  });
});

describe('text of a schema', () => {
  const hostile = [
    '*/ evil(); /*',
    "'; evil(); '",
    '\\',
    '\n',
    '\u2028evil()',
    '${evil()}',
    '`',
    '"',
    '__proto__',
    '*\\/',
    '</script>',
    '\'"',
  ];

  test('never becomes code', () => {
    for (const text of hostile) {
      const node = { ...objectOf({ name: text, required: true, node: { ...enumOf([text]), description: text } }), description: text };
      const { errors, statements, file } = read(declared(node));
      expect(errors).toEqual([]);
      expect(statements).toEqual([ts.SyntaxKind.InterfaceDeclaration]);
      const [member] = (file.statements[0] as ts.InterfaceDeclaration).members;
      const key = member?.name;
      expect(key !== undefined && (ts.isStringLiteral(key) || ts.isIdentifier(key)) ? key.text : undefined).toBe(text);
    }
  });

  test('is quoted with as few escapes as there can be', () => {
    expect(printString('a"b')).toBe(`'a"b'`);
    expect(printString("it's")).toBe(`"it's"`);
    expect(printString(`'"`)).toBe(`'\\'"'`);
    expect(printKey('$ref')).toBe('$ref');
    expect(printKey('x-y')).toBe("'x-y'");
  });
});

describe('imports', () => {
  test('are sorted and left out where nothing is imported', () => {
    const modules = new Map([
      ['./b.js', new Set(['Z', 'A'])],
      ['./a.js', new Set(['Q'])],
      ['./none.js', new Set<string>()],
    ]);
    expect(printImports(modules)).toBe("import type { Q } from './a.js';\nimport type { A, Z } from './b.js';\n");
  });

  test('are broken where they are too long', () => {
    const name = 'N'.repeat(80);
    expect(printNames({ head: 'export', names: [name, `${name}2`], from: './a.js' })).toBe(
      `export {\n  ${name},\n  ${name}2,\n} from './a.js';\n`,
    );
  });
});
