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
  const [{ diffsOf }, { isBreaking }] = await Promise.all([import('../../diff/texts.js'), import('../../diff/diff.js')]);
  const compared = diffsOf(before, after);
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

function tell(compared: readonly { readonly name: string; readonly changes: readonly Change[] }[]): void {
  for (const { name, changes } of compared) {
    console.log(`${name}: ${changes.length === 0 ? 'no change' : ''}`.trimEnd());
    for (const { severity, version, path, rule, message } of changes)
      console.log(
        `  ${severity.padEnd(8)} ${[version, path].filter((part) => part !== undefined).join(' ')}${version === undefined ? '' : ': '}${message} (${rule})`,
      );
  }
}
