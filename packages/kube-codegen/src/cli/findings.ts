/** Findings as the commands tell them: {@link tellFindings}. */
import { type Diagnostic, formatDiagnostic } from '../diagnostics.js';
import { textOrNone } from './files.js';

/** Prints findings for people, with the lines that they are about. */
export function tellFindings(findings: readonly Diagnostic[]): void {
  for (const finding of findings) console.error(`${formatDiagnostic(finding, textOrNone)}\n`);
}
