/** `kube-codegen explain CODE…` and `explain KIND.FIELD… [SOURCE…]`: what a finding means, and what a field of a kind is. */
import { suggest } from 'kube-core/support';
import { diagnosticCodes } from '../../diagnostic-codes.js';
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';
import { codeSection } from '../findings/code-page.js';
import { kindOptions, readKinds, servedVersion } from '../kinds.js';

export const explainCommand: Command = {
  options: { recursive: { type: 'boolean' }, 'api-version': { type: 'string' }, ...kindOptions },
  run,
};

async function run(call: Call): Promise<Outcome> {
  const [first] = call.operands;
  if (first === undefined)
    return { wrong: 'explain needs the code of a finding, or a field of a kind: explain KC101, explain website.spec.host' };
  return /^kc\d+$/i.test(first) ? explainCodes(call.operands) : explainPath(first, call);
}

function explainCodes(operands: readonly string[]): Outcome {
  const sections = operands.map((operand) => ({ operand, section: codeSection(operand.toUpperCase()) }));
  const unknown = sections.find(({ section }) => section === undefined);
  if (unknown !== undefined) return { wrong: noSuchCode(unknown.operand) };
  for (const { section } of sections) console.log(section);
  return exitCodes.fine;
}

function noSuchCode(operand: string): string {
  const meant = suggest(operand.toUpperCase(), Object.keys(diagnosticCodes));
  return `there is no code ${operand}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

async function explainPath(operand: string, call: Call): Promise<Outcome> {
  const [kind = '', ...path] = operand.replace(/\[(?:\*|\d*)\]/g, '').split('.');
  const kinds = await readKinds({ ...call, operands: call.operands.slice(1) }, kind);
  if ('ends' in kinds) return kinds.ends;
  const [definition, another] = kinds.definitions;
  if (definition === undefined) return exitCodes.findings;
  if (another !== undefined) return { wrong: `${kind} is a kind of ${definition.group} and of ${another.group}: name the source of one` };
  const version = servedVersion(definition, call.value('api-version'));
  if ('wrong' in version) return version;
  const { explainField } = await import('../../explain/explain.js');
  const text = explainField({ definition, version, path, recursive: call.has('recursive') });
  if (typeof text !== 'string') return { wrong: text.wrong };
  console.log(text);
  return exitCodes.fine;
}
