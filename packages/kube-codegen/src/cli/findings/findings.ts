/**
 * Findings as the commands tell them: {@link tellFindings}. For people on the standard error, with the lines that they are about; for
 * programs one document on the standard output, which then has nothing else.
 */
import { type Diagnostic, formatDiagnostic, type TextOf } from '../../diagnostics.js';
import type { Call, Command } from '../command.js';
import { textOrNone } from '../files.js';
import { version } from '../../home.js';

/** The options that choose the form. */
export const formatOptions = {
  json: { type: 'boolean' },
  sarif: { type: 'boolean' },
  github: { type: 'boolean' },
} as const satisfies Command['options'];

/** For people, as JSON, as SARIF, or as annotations of a workflow of GitHub beside the words for people. */
export type Format = 'text' | 'json' | 'sarif' | 'github';

/** @returns the form that a call asks for, or what is wrong with it. */
export function formatOf({ has }: Call): Format | { readonly wrong: string } {
  const [format = 'text', ...more] = (['json', 'sarif', 'github'] as const).filter(has);
  return more.length > 0 ? { wrong: `--${format} and --${more.join(' and --')}: one form at a time` } : format;
}

/** How findings are told. */
export interface Telling {
  /** @defaultValue 'text' */
  readonly format?: Format;
  /** The texts that they are about. By default those of the files. */
  readonly textOf?: TextOf;
  /** What the JSON document has beside the findings. */
  readonly more?: object;
}

/** Tells them. */
export async function tellFindings(findings: readonly Diagnostic[], telling: Telling = {}): Promise<void> {
  const { format = 'text', textOf = textOrNone, more } = telling;
  if (format === 'text' || format === 'github') for (const each of findings) console.error(`${formatDiagnostic(each, textOf)}\n`);
  if (format === 'text') return;
  const { annotationsOf, jsonOf, sarifOf } = await import('./formats.js');
  if (format === 'json') console.log(jsonOf(findings, textOf, more));
  else if (format === 'sarif') console.log(sarifOf(findings, textOf, version()));
  else process.stdout.write(annotationsOf(findings, textOf));
}
