/**
 * Findings for programs: {@link jsonOf}, {@link sarifOf} (2.1.0, for code scanning) and {@link annotationsOf} (the commands that GitHub's
 * runners read). Columns and lines count from 1; an end is the place after the last character.
 */
import { type Diagnostic, positionAt, type TextOf } from '../../diagnostics.js';
import { families, wordsOfCode } from '../../diagnostic-codes.js';
import type { Origin } from '../../model/schema-node.js';

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

function regionOf({ file, start, end }: Origin, textOf: TextOf): Region {
  const text = textOf(file) ?? '';
  const [from, to] = [positionAt(text, start), positionAt(text, end)];
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

/** A finding as one value. */
function plain({ code, message, help, origin, related = [] }: Diagnostic, textOf: TextOf): object {
  return {
    code,
    message,
    file: origin.file,
    ...regionOf(origin, textOf),
    ...(help !== undefined && { help }),
    ...(related.length > 0 && {
      related: related.map((each) => ({ message: each.message, file: each.origin.file, ...regionOf(each.origin, textOf) })),
    }),
  };
}

/** One JSON document: what was found, and what else the command tells. */
export function jsonOf(findings: readonly Diagnostic[], textOf: TextOf, more: object = {}): string {
  return JSON.stringify({ findings: findings.map((each) => plain(each, textOf)), ...more }, null, 2);
}

const page = 'docs/diagnostics.md';

/** A log in the Static Analysis Results Interchange Format. */
export function sarifOf(findings: readonly Diagnostic[], textOf: TextOf, version: string): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kube-codegen', version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((each) => resultOf(each, codes, textOf)),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function ruleOf(code: Diagnostic['code']): object {
  const words = wordsOfCode(code);
  const family = families[code.charAt(2)];
  return {
    id: code,
    ...(words !== undefined && {
      shortDescription: { text: words.title },
      fullDescription: { text: words.why },
      help: { text: `${words.remedy} (${page})` },
    }),
    ...(family !== undefined && { properties: { tags: [family] } }),
    defaultConfiguration: { level: 'error' },
  };
}

function resultOf({ code, message, help, origin, related = [] }: Diagnostic, codes: readonly string[], textOf: TextOf): object {
  const place = (at: Origin): object => ({ artifactLocation: { uri: encodeURI(at.file) }, region: regionOf(at, textOf) });
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: 'error',
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [{ physicalLocation: place(origin) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((each, id) => ({ id, message: { text: each.message }, physicalLocation: place(each.origin) })),
    }),
  };
}

/** One line a finding: a workflow of GitHub shows each at its line. */
export function annotationsOf(findings: readonly Diagnostic[], textOf: TextOf): string {
  return findings
    .map(({ code, message, help, origin }) => {
      const { startLine, startColumn, endLine, endColumn } = regionOf(origin, textOf);
      const columns = startLine === endLine ? `,col=${startColumn},endColumn=${endColumn}` : '';
      const place = `file=${property(origin.file)},line=${startLine},endLine=${endLine}${columns}`;
      return `::error ${place},title=${code}::${data(help === undefined ? message : `${message}\n${help}`)}\n`;
    })
    .join('');
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
