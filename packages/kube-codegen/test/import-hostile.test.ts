/** Definitions that were written to do harm: each ends in a diagnostic at its place, or in text that stays text. */
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { positionAt } from '../src/diagnostics.js';
import { generate } from '../src/generate.js';
import { importDefinitions } from '../src/import/import.js';

const importText = (text: string) => importDefinitions([{ name: 'crd.yaml', text }]);

interface Parts {
  readonly kind?: string;
  readonly names?: object;
  readonly group?: string;
  readonly version?: string;
  readonly spec?: unknown;
}

/** A definition of one kind, as JSON, which is YAML. */
const definition = ({ kind = 'Odd', names = {}, group = 'example.com', version = 'v1', spec = { type: 'object' } }: Parts): string =>
  JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `odds.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural: 'odds', ...names },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } }],
    },
  });

async function codesOf(text: string): Promise<readonly string[]> {
  const { files, diagnostics } = await importText(text);
  expect(files).toEqual([]);
  return [...new Set(diagnostics.map(({ code }) => code))];
}

describe('names that would be code or paths are refused', () => {
  test.each([
    ['a kind that leads out of the folder', { kind: '../../pwned' }],
    ['a kind that ends a declaration', { kind: 'A{} interface B' }],
    ['a kind that is a word of the language', { kind: 'Object' }],
    ['a kind of a prototype', { kind: '__proto__' }],
    ['no kind', { kind: '' }],
    ['a version that leads out of the folder', { version: '../v1' }],
    ['a version that ends a tag', { version: 'v1 kind=Other' }],
    ['a group that ends a comment', { group: 'example.com*/' }],
    ['a plural that ends a line', { names: { plural: 'odds\n * @kube group=a' } }],
    ['a list that ends a tag', { names: { listKind: 'A B' } }],
    ['a short name that ends a comment', { names: { shortNames: ['*/'] } }],
    ['a category of two words', { names: { categories: ['a @imported'] } }],
  ])('%s', async (_, parts) => {
    expect(await codesOf(definition(parts))).toEqual(['KC102']);
  });

  test('a property that JavaScript means something else by, at its line', async () => {
    const text = definition({}).replace('{"type":"object"}', '{"type":"object",\n"properties":{"__proto__":{"type":"string"}}}');
    const { diagnostics } = await importText(text);
    expect(diagnostics).toMatchObject([{ code: 'KC903', message: '__proto__ cannot be the name of a property' }]);
    expect(positionAt(text, diagnostics[0]!.origin.start)).toEqual({ line: 2, column: 15 });
  });
});

const deep = (levels: number): object => (levels === 0 ? { type: 'string' } : { type: 'object', properties: { a: deep(levels - 1) } });
const lists = (levels: number): object => (levels === 0 ? { type: 'string' } : { type: 'array', items: lists(levels - 1) });
const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const bomb = letters
  .map(
    (name, at) =>
      `${name}: &${name} [${Array<string>(9)
        .fill(at === 0 ? 'x' : `*${letters[at - 1]!}`)
        .join(', ')}]`,
  )
  .join('\n');

describe('depth and size end in a diagnostic', () => {
  test.each([
    ['schemas in each other', definition({ spec: deep(200) }), 'KC901'],
    ['schemas that are too deep for TypeScript', definition({ spec: lists(130) }), 'KC903'],
    ['lists without an end', `a: ${'['.repeat(100_000)}`, 'KC901'],
    ['maps without an end', '? '.repeat(100_000), 'KC901'],
    ['aliases that double at each level', bomb, 'KC901'],
    ['more aliases than anybody writes', `a: &a b\nb: [${'*a, '.repeat(2_000)}]`, 'KC901'],
    ['an alias of what it stands in', 'a: &a {b: *a}', 'KC901'],
    ['merge keys', 'a: &a {b: c}\nd: {<<: *a}', 'KC901'],
    ['a text that is larger than any bundle', ' '.repeat(64 * 2 ** 20 + 1), 'KC901'],
    ['a number that JSON has not', 'a: .nan', 'KC901'],
    ['a field without a name', 'a: {[b]: c}', 'KC901'],
    ['text that is no YAML', 'a: b: c', 'KC901'],
    ['one key twice', 'a: 1\na: 2', 'KC901'],
  ])('of %s', async (_, text, code) => {
    expect(await codesOf(text)).toEqual([code]);
  });
});

describe('what has the wrong form is told at its line, all at once', () => {
  test('in a schema', async () => {
    const spec = {
      type: 5,
      properties: [],
      required: 'a',
      enum: 'a',
      minLength: '3',
      nullable: 'yes',
      items: 'x',
      anyOf: {},
      'x-kubernetes-validations': [{ rule: 3 }, 'x'],
    };
    const { diagnostics } = await importText(definition({ spec }));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'type is a text',
      'properties are an object',
      'required is a list',
      'enum is a list',
      'minLength is a number',
      'nullable is true or false',
      'a schema is an object',
      'anyOf is a list',
      'rule is a text',
      'a rule is an object',
    ]);
  });

  test('in a definition', async () => {
    expect(await codesOf(definition({}).replace('io/v1"', 'io/v1beta1"'))).toEqual(['KC904']);
    expect(await codesOf(definition({}).replace(/"versions":.*/, '"versions":[]}}'))).toEqual(['KC904']);
    expect(await codesOf(definition({}).replace('"openAPIV3Schema"', '"schema"'))).toEqual(['KC903']);
  });

  test('and what no schema has is left out and noted', async () => {
    const text = definition({ spec: { type: 'object', properties: { a: { type: 'string', const: 'x', maxLenght: 3 } }, $ref: '#/a' } });
    const { files, diagnostics, notes } = await importText(text);
    expect(diagnostics).toEqual([]);
    expect(files).toHaveLength(1);
    expect(notes.map(({ code, message, help }) => [code, message, help])).toEqual([
      ['KC902', 'a schema of a CRD has no const: it is left out', 'servers drop it too, or refuse it'],
      ['KC902', 'a schema of a CRD has no maxLenght: it is left out', 'did you mean maxLength?'],
      ['KC902', 'a schema of a CRD has no $ref: it is left out', 'servers drop it too, or refuse it'],
    ]);
    expect(notes.map(({ origin }) => text.slice(origin.start, origin.end))).toEqual(['"const"', '"maxLenght"', '"$ref"']);
  });
});

const code = [
  '*/ process.exit(1); /*',
  '*\\/',
  "'; process.exit(1); '",
  '`${process.exit(1)}`',
  '\u2028process.exit(1)',
  '\n */\nprocess.exit(1)\n/**\n',
  '@kube group=other.example.com version=v1 kind=Other',
  '@schema {"type": "integer"}',
  '{@link javascript:alert(1)}',
  '</script>',
];

describe('text stays text', () => {
  test.each(code)('%j', async (evil) => {
    const property = {
      type: 'string',
      description: evil,
      title: evil,
      default: evil,
      pattern: evil,
      format: evil,
      example: { [evil]: evil },
    };
    const spec = {
      description: evil,
      type: 'object',
      required: [evil],
      properties: {
        [evil]: { ...property, pattern: 'a' },
        choice: { type: 'string', enum: [evil, 'a'] },
        list: { type: 'array', items: property, 'x-kubernetes-list-map-keys': [evil], 'x-kubernetes-list-type': evil },
        ruled: { type: 'string', 'x-kubernetes-validations': [{ rule: evil, message: evil, fieldPath: evil, reason: evil }] },
      },
    };
    const { files, diagnostics } = await importText(definition({ spec }));
    expect(diagnostics).toEqual([]);
    const [file] = files;
    const source = ts.createSourceFile('a.ts', file!.text, ts.ScriptTarget.Latest, true);
    const kinds = source.statements.map((statement) =>
      ts.isInterfaceDeclaration(statement) ? statement.name.text : ts.SyntaxKind[statement.kind],
    );
    expect(kinds).toEqual(['OddRoot', 'OddSpec']);
    const found = generate(['odd.crd.ts'], { readFile: () => file!.text }).diagnostics.map((each) => each.code);
    expect(found.filter((each) => /^KC(?:0|8)/.test(each))).toEqual([]); // the server refuses the rules and patterns; no tag is misread
  });
});
