/** What the compiler makes of every fixture, to the byte; `UPDATE_FIXTURES=1` writes anew what is expected. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { formatDiagnostic, type Diagnostic } from '../src/diagnostics.js';
import { generate } from '../src/generate.js';
import { casesIn, compile, read, refuse } from './cases.js';

const update = process.env.UPDATE_FIXTURES === '1';

function expectText(path: string, text: string): void {
  if (update) writeFileSync(path, text);
  expect(text).toBe(read(path));
}

const format = (diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): string =>
  diagnostics.map((diagnostic) => `${formatDiagnostic(diagnostic, textOf)}\n`).join('\n');

describe('a kind that can be said', () => {
  test.each(casesIn('fixtures'))('compiles $name to class, module and definition', (one) => {
    const { files, diagnostics } = compile(one);
    expect(format(diagnostics, (file) => read(join(one.folder, file === 'expected.crd.ts' ? 'input.crd.ts' : file)))).toBe('');
    const [yaml, modules] = [files.filter(({ path }) => path.endsWith('.yaml')), files.filter(({ path }) => path.endsWith('.ts'))];
    expect(modules.map(({ path }) => path).slice(0, 2)).toEqual(['expected.gen.ts', 'expected.crd.gen.ts']);
    for (const { path, text } of modules) expectText(join(one.folder, path), text);
    expectText(join(one.folder, 'expected.yaml'), yaml.map(({ text }) => text).join('---\n'));
  });
});

describe('a kind that cannot be said', () => {
  test.each(casesIn('fixtures-invalid'))('names what is wrong with $name, and where', (one) => {
    const { folder } = one;
    const { files, diagnostics } = refuse(one);
    expect(files).toEqual([]);
    expect(diagnostics).not.toEqual([]);
    expectText(join(folder, 'expected.txt'), format(diagnostics, (file) => read(join(folder, file))));
  });

  test('names a file that is not there', () => {
    const { diagnostics } = generate(['nowhere.crd.ts'], { readFile: () => undefined });
    expect(diagnostics).toEqual([
      { code: 'KC002', message: 'there is no such file', origin: { file: 'nowhere.crd.ts', start: 0, end: 0 } },
    ]);
  });
});
