/** `kube-codegen import SOURCE…`: writes a module for each definition, for `generate` to compile. */
import { join } from 'node:path';
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';
import { withSlashes } from '../files.js';
import { formatOf, formatOptions, tellFindings } from '../findings/findings.js';

export const importCommand: Command = {
  options: { out: { type: 'string' }, stdout: { type: 'boolean' }, ...formatOptions },
  run,
};

async function run(call: Call): Promise<Outcome> {
  const { operands } = call;
  const format = formatOf(call);
  if (typeof format === 'object') return format;
  if (operands.length === 0)
    return { wrong: 'import needs definitions: a file, a folder, -, https://…, cluster:NAME or git:REVISION:PATH' };
  const [{ importDefinitions }, { readSources }] = await Promise.all([import('../../import/import.js'), import('../sources.js')]);
  const { sources, failures, textOf } = await readSources(operands);
  const { files, diagnostics, notes } = await importDefinitions(sources);
  const found = [...failures, ...diagnostics];
  await tellFindings([...found, ...notes], { format, textOf });
  if (found.length > 0) return exitCodes.findings;
  if (files.length === 0) return nothing(operands);
  return write(call, files);
}

function nothing(operands: readonly string[]): Outcome {
  console.error(`there is no CustomResourceDefinition in ${operands.join(', ')}`);
  return exitCodes.findings;
}

async function write({ has, value }: Call, files: readonly { readonly path: string; readonly text: string }[]): Promise<Outcome> {
  if (has('stdout')) {
    for (const { text } of files) console.log(text);
    return exitCodes.fine;
  }
  const { writeFiles } = await import('../../write.js');
  const placed = files.map(({ path, text }) => ({ path: withSlashes(join(value('out') ?? '.', path)), text }));
  for (const { path } of await writeFiles(placed)) console.error(`wrote ${path}`);
  return exitCodes.fine;
}
