/** What holds for any sources: the same bytes wherever and however they are compiled, and text that stays text. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ts from 'typescript';
import { parse } from 'yaml';
import { type GeneratedFile, generate } from '../src/generate.js';
import { casesIn, read } from './cases.js';

const fixtures = join(import.meta.dirname, 'fixtures');
const entries = casesIn('fixtures').map(({ name }) => `${name}/input.crd.ts`);

/** Compiles fixtures as if they stood below `prefix`. */
function compileBelow(prefix: string, names: readonly string[]): GeneratedFile[] {
  const { files, diagnostics } = generate(
    names.map((name) => prefix + name),
    { readFile: (path) => (path.startsWith(prefix) ? read(join(fixtures, path.slice(prefix.length))) : undefined) },
  );
  expect(diagnostics).toEqual([]);
  return files.map(({ path, text }) => ({ path: path.slice(prefix.length), text }));
}

describe('the same sources give the same bytes', () => {
  const all = compileBelow('', entries);

  test('in any order, and named twice', () => {
    expect(compileBelow('', [...entries].reverse())).toEqual(all);
    expect(compileBelow('', [...entries, ...entries.slice(0, 3)])).toEqual(all);
  });

  test('below any directory', () => {
    expect(compileBelow('/somewhere/else/', entries)).toEqual(all);
    expect(compileBelow('../up/', entries)).toEqual(all);
  });

  test('whatever else is compiled beside them', () => {
    for (const entry of entries) {
      const folder = entry.slice(0, entry.indexOf('/') + 1);
      expect(compileBelow('', [entry])).toEqual(all.filter(({ path }) => path.startsWith(folder)));
    }
  });

  test('whatever the line endings are, but for the text of the messages', () => {
    const source = read(join(fixtures, 'cel', 'input.crd.ts')) ?? '';
    const texts = [source, source.replaceAll('\n', '\r\n')].map((text) => generate(['a.crd.ts'], { readFile: () => text }).files);
    expect(texts[1]).toEqual(texts[0]);
  });
});

/** The statements of a module by kind and name; fails where it does not parse. */
function declarationsOf(text: string): string[] {
  expect(ts.transpileModule(text, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ESNext } }).diagnostics).toEqual(
    [],
  );
  return ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true).statements.map((statement) => {
    if (ts.isImportDeclaration(statement)) return 'import';
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((each) => each.name.getText()).join();
    return ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) ? (statement.name?.text ?? '') : 'something else';
  });
}

const declared = (files: readonly GeneratedFile[]): string[][] =>
  files.filter(({ path }) => path.endsWith('.ts')).map(({ text }) => declarationsOf(text));

describe('text stays text', () => {
  const expected = [
    ['import', 'import', 'HostileSpec', 'Hostile'],
    ['import', 'hostileCrd'],
  ];

  test('of descriptions, values and names that look like code', () => {
    expect(declared(compileBelow('', ['hostile/input.crd.ts']))).toEqual(expected);
  });

  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        '*/',
        '`',
        '${',
        '\u2028',
        '\u2029',
        "'",
        '"',
        '\\',
        '\n',
        '\r',
        '//',
        '/*',
        '\ufeff',
        '\u0085',
        '#',
        ': ',
        '- ',
        '\t',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  });
  const source = (value: string, name: string, description: string): string => `
    /** ${description.replaceAll('*/', '*\\/').replaceAll('@', 'at').replaceAll('/', '|')}
     * @kube group=example.com version=v1 kind=Hostile */
    export interface HostileSpec { choice: ${JSON.stringify(value)}; ${JSON.stringify(name)}?: string }`;

  test('of anything at all, and reaches the definition as it was written', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (value, name, description) => {
        fc.pre(name !== 'choice' && name !== '__proto__');
        const { files, diagnostics } = generate(['a.crd.ts'], { readFile: () => source(value, name, description) });
        expect(diagnostics).toEqual([]);
        expect(declared(files)).toEqual(expected);
        const yaml = files.find(({ path }) => path.endsWith('.yaml'))!.text;
        const spec = (parse(yaml) as Crd).spec.versions[0]!.schema.openAPIV3Schema.properties.spec;
        expect(spec.properties.choice?.enum).toEqual([value]);
        expect(Object.keys(spec.properties).sort()).toEqual(['choice', name].sort());
      }),
      { numRuns: 50 },
    );
  });
});

interface Crd {
  readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Root } }[] };
}
interface Root {
  readonly properties: { readonly spec: { readonly properties: Readonly<Record<string, { readonly enum?: unknown[] }>> } };
}
