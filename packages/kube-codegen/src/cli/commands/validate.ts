/** `kube-codegen validate SOURCE…`: checks definitions, and objects by their definitions. */
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';
import { formatOf, formatOptions, tellFindings } from '../findings/findings.js';

export const validateCommand: Command = { options: formatOptions, run };

async function run(call: Call): Promise<Outcome> {
  const format = formatOf(call);
  if (typeof format === 'object') return format;
  if (call.operands.length === 0) return { wrong: 'validate needs definitions or objects: a file, a folder, -, https://…, cluster:NAME' };
  const [{ validateTexts }, { readSources }] = await Promise.all([import('../../validate/validate.js'), import('../sources.js')]);
  const { sources, failures, textOf } = await readSources(call.operands);
  const { definitions, objects, diagnostics } = await validateTexts(sources);
  const found = [...failures, ...diagnostics];
  await tellFindings(found, { format, textOf, more: { definitions, objects } });
  if (format === 'text')
    console.log(`${definitions} definitions, ${objects} objects: ${found.length === 0 ? 'nothing found' : `${found.length} found`}`);
  return found.length > 0 ? exitCodes.findings : exitCodes.fine;
}
