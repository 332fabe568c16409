/** `kube-codegen explain CODE…`: what a finding means, and what to do. */
import { suggest } from 'kube-core/support';
import { diagnosticCodes } from '../../diagnostic-codes.js';
import { codeSection } from '../findings/code-page.js';
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';

export const explainCommand: Command = { options: {}, run };

function run({ operands }: Call): Promise<Outcome> {
  if (operands.length === 0) return Promise.resolve({ wrong: 'explain needs the code of a finding: explain KC101' });
  const sections = operands.map((operand) => ({ operand, section: codeSection(operand.toUpperCase()) }));
  const unknown = sections.find(({ section }) => section === undefined);
  if (unknown !== undefined) return Promise.resolve({ wrong: noSuchCode(unknown.operand) });
  for (const { section } of sections) console.log(section);
  return Promise.resolve(exitCodes.fine);
}

function noSuchCode(operand: string): string {
  const meant = suggest(operand.toUpperCase(), Object.keys(diagnosticCodes));
  return `there is no code ${operand}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
