/** `kube-codegen diff OLD NEW`: what the change of a definition breaks; exit code 1 where it breaks somebody. */
import type { Definition } from '../../crd/definition.js';
import type { Change } from '../../diff/change.js';
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';
import { tellFindings } from '../findings/findings.js';

export const diffCommand: Command = { options: { json: { type: 'boolean' } }, run };

async function run(call: Call): Promise<Outcome> {
  const [old, now, ...more] = call.operands;
  if (old === undefined || now === undefined || more.length > 0)
    return { wrong: 'diff needs two states of definitions: a file, git:REVISION:PATH, cluster:NAME, https://…, a folder or -' };
  const [before, after] = [await read(old), await read(now)];
  if (before === undefined || after === undefined) return exitCodes.wrongCall;
  const { diffDefinitions, isBreaking } = await import('../../diff/diff.js');
  const compared = pairsOf(before, after).map(({ name, was, is }) => ({
    name,
    changes: was && is ? diffDefinitions(was, is) : [appeared(name, is)],
  }));
  if (call.has('json'))
    console.log(JSON.stringify({ breaking: compared.some(({ changes }) => isBreaking(changes)), definitions: compared }, null, 2));
  else tell(compared);
  return compared.some(({ changes }) => isBreaking(changes)) ? exitCodes.findings : exitCodes.fine;
}

async function read(operand: string): Promise<readonly Definition[] | undefined> {
  const [{ readSources }, { readDefinitions }] = await Promise.all([import('../sources.js'), import('../../crd/definition.js')]);
  const { sources, failures, textOf } = await readSources([operand]);
  const readings = await Promise.all(sources.map(({ name, text }) => readDefinitions(name, text)));
  const found = [...failures, ...readings.flatMap(({ diagnostics }) => diagnostics)];
  await tellFindings(found, { textOf });
  return found.length > 0 ? undefined : readings.flatMap(({ definitions }) => definitions);
}

interface DefinitionPair {
  readonly name: string;
  readonly was: Definition | undefined;
  readonly is: Definition | undefined;
}

/** By group and plural; one definition on either side is one whatever it was called. */
function pairsOf(before: readonly Definition[], after: readonly Definition[]): readonly DefinitionPair[] {
  const nameOf = ({ plural, group }: Definition): string => `${plural}.${group}`;
  const [was, is] = [before[0], after[0]];
  if (was !== undefined && is !== undefined && before.length === 1 && after.length === 1) return [{ name: nameOf(is), was, is }];
  const names = [...new Set([...before, ...after].map(nameOf))].sort();
  return names.map((name) => ({
    name,
    was: before.find((each) => nameOf(each) === name),
    is: after.find((each) => nameOf(each) === name),
  }));
}

const appeared = (name: string, is: Definition | undefined): Change =>
  is === undefined
    ? { severity: 'breaking', rule: 'definition-removed', message: `the definition ${name} is gone, and with it every object of it` }
    : { severity: 'info', rule: 'definition-added', message: `the definition ${name} is new` };

function tell(compared: readonly { readonly name: string; readonly changes: readonly Change[] }[]): void {
  for (const { name, changes } of compared) {
    console.log(`${name}: ${changes.length === 0 ? 'no change' : ''}`.trimEnd());
    for (const { severity, version, path, rule, message } of changes)
      console.log(
        `  ${severity.padEnd(8)} ${[version, path].filter((part) => part !== undefined).join(' ')}${version === undefined ? '' : ': '}${message} (${rule})`,
      );
  }
}
