/** Findings for programs: every place is that of the source, in every form. */
import { expect, test } from '@jest/globals';
import { generate } from '../../generate.js';
import { annotationsOf, jsonOf, sarifOf } from './formats.js';

const files: Readonly<Record<string, string>> = {
  'a b.crd.ts':
    '/** @kube group=example.com version=v1 kind=Site\n *  @storage */\nexport interface SiteSpec {\n  /** @minimun 1 */\n  a: string;\n}\n',
  'c.crd.ts': '/** @kube group=example.com version=v2 kind=Site scope=Cluster */\nexport interface SiteSpec {\n  a: string;\n}\n',
};
const textOf = (file: string): string | undefined => files[file];
const { diagnostics } = generate(Object.keys(files), { readFile: textOf });

const parsed = (text: string): unknown => JSON.parse(text);

test('JSON has the findings with their places, and what else the command tells', () => {
  expect(parsed(jsonOf(diagnostics, textOf, { written: ['x'] }))).toEqual({
    findings: [
      {
        code: 'KC104',
        message: 'v1 of Site has scope=Namespaced, and v2 has scope=Cluster',
        file: 'a b.crd.ts',
        startLine: 1,
        startColumn: 5,
        endLine: 1,
        endColumn: 10,
        help: 'the versions of a kind are one definition: say the same in each',
        related: [{ message: 'is v2', file: 'c.crd.ts', startLine: 1, startColumn: 5, endLine: 1, endColumn: 10 }],
      },
      {
        code: 'KC801',
        message: 'unknown tag @minimun',
        file: 'a b.crd.ts',
        startLine: 4,
        startColumn: 7,
        endLine: 4,
        endColumn: 15,
        help: 'did you mean @minimum?',
      },
    ],
    written: ['x'],
  });
});

test('SARIF names rules, results and the other places', () => {
  const region = { startLine: 1, startColumn: 5, endLine: 1, endColumn: 10 };
  const { version, runs } = parsed(sarifOf(diagnostics, textOf, '1.2.3')) as { version: string; runs: readonly [Run] };
  const [{ tool, results }] = runs;
  expect(version).toBe('2.1.0');
  expect(tool.driver).toMatchObject({ name: 'kube-codegen', version: '1.2.3' });
  expect(tool.driver.rules.map(({ id, shortDescription }) => [id, shortDescription.text])).toEqual([
    ['KC104', 'Two versions of a kind disagree'],
    ['KC801', 'A tag is unknown'],
  ]);
  expect(results).toMatchObject([
    {
      ruleId: 'KC104',
      ruleIndex: 0,
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b.crd.ts' }, region } }],
      relatedLocations: [{ id: 0, message: { text: 'is v2' }, physicalLocation: { artifactLocation: { uri: 'c.crd.ts' }, region } }],
    },
    { ruleId: 'KC801', ruleIndex: 1, message: { text: 'unknown tag @minimun\ndid you mean @minimum?' } },
  ]);
});

interface Run {
  readonly tool: {
    readonly driver: { readonly rules: readonly { readonly id: string; readonly shortDescription: { readonly text: string } }[] };
  };
  readonly results: readonly unknown[];
}

test('an annotation is one line, whatever stands in it', () => {
  const odd = { ...diagnostics[1]!, message: '100%\nof it', origin: { file: 'a,b:c.crd.ts', start: 0, end: 0 } };
  expect(annotationsOf([diagnostics[1]!, odd], textOf)).toBe(
    '::error file=a b.crd.ts,line=4,endLine=4,col=7,endColumn=15,title=KC801::unknown tag @minimun%0Adid you mean @minimum?\n' +
      '::error file=a%2Cb%3Ac.crd.ts,line=1,endLine=1,col=1,endColumn=1,title=KC801::100%25%0Aof it%0Adid you mean @minimum?\n',
  );
});
