/** What import makes of definitions comes to the same definitions again, whoever wrote them and whatever they hold. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ts from 'typescript';

import { formatDiagnostic } from '../src/diagnostics.js';
import { readDefinitions } from '../src/crd/definition.js';
import { crdOf } from '../src/emit/crd.js';
import { importDefinitions } from '../src/import/import.js';
import { definitionsOf } from '../src/model/definition.js';
import { schemaOfKind } from '../src/schema/lower.js';
import { openProject } from '../src/source/project.js';
import { readResources } from '../src/source/read-resource.js';
import { generate } from '../src/generate.js';
import { differences } from './same-definition.js';
import { definitions } from './schemas.js';

const importText = (text: string, name = 'crd.yaml') => importDefinitions([{ name, text }]);

/** The definitions that sources come to, whether a server would take them or not. */
function compiled(sources: ReadonlyMap<string, string>): readonly unknown[] {
  const project = openProject((path) => sources.get(path));
  const { resources, diagnostics } = readResources(project, [...sources.keys()]);
  const found = [...project.syntaxErrors(), ...diagnostics].map((each) => formatDiagnostic(each, (file) => sources.get(file)));
  expect(found).toEqual([]);
  return definitionsOf(resources.map((resource) => ({ resource, schema: schemaOfKind(resource).schema }))).map(crdOf);
}

const declarations = ['ImportDeclaration', 'InterfaceDeclaration', 'TypeAliasDeclaration'];

/** What can end a declaration is no declaration: text that became code would show here. */
function kindsOfStatements(text: string): ReadonlySet<string> {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  return new Set(file.statements.map((statement) => ts.SyntaxKind[statement.kind]));
}

describe('an imported definition', () => {
  test('comes to the same definition again, whatever its schemas are', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, async (definition) => {
        const { files, diagnostics, notes } = await importText(JSON.stringify(definition));
        expect([...diagnostics, ...notes].map(({ message }) => message)).toEqual([]);
        const [again] = compiled(new Map(files.map(({ path, text }) => [path, text])));
        expect(differences(definition, again)).toEqual([]);
        for (const { text } of files) for (const kind of kindsOfStatements(text)) expect(declarations).toContain(kind);
      }),
      { numRuns: 60 },
    );
  });
});

const folder = join(import.meta.dirname, 'fixtures-import');
const update = process.env.UPDATE_FIXTURES === '1';

function expectText(path: string, text: string): void {
  if (update) writeFileSync(join(folder, path), text);
  expect(text).toBe(readFileSync(join(folder, path), 'utf8'));
}

describe('a definition as projects have them', () => {
  test.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))(
    '%s is imported to the text that is expected, and generated to what it was',
    async (name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const { files, diagnostics, notes } = await importText(text, name);
      expect([...diagnostics, ...notes]).toEqual([]);
      for (const file of files) {
        expectText(file.path, file.text);
      }
      const sources = new Map(files.map((file) => [file.path, file.text]));
      const generated = generate([...sources.keys()], { readFile: (path) => sources.get(path) });
      expect(generated.diagnostics).toEqual([]);
      for (const file of generated.files.filter(({ path }) => path.endsWith('.ts'))) expectText(file.path, file.text); // tsc compiles them
      const written = generated.files.filter((file) => file.path.endsWith('.yaml')).map((file) => file.text);
      const { definitions: again } = await readDefinitions('again', written.join('---\n'));
      const { definitions: read } = await readDefinitions(name, text);
      expect(read.map(({ value }, at) => differences(value, again.find((each) => each.kind === read[at]?.kind)?.value))).toEqual(
        read.map(() => []),
      );
    },
  );
});
