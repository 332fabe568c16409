/** `kube-codegen generate [--check] FILE…`: writes what the kinds of some files come to, or says what of it is stale. */
import { type Call, type Command, exitCodes, type Outcome } from './command.js';
import { readText, withSlashes } from './files.js';
import { tellFindings } from './findings.js';

export const generateCommand: Command = {
  options: { check: { type: 'boolean' } },
  run,
};

async function run({ operands, has }: Call): Promise<Outcome> {
  if (operands.length === 0) return { wrong: 'generate needs the files that hold your kinds' };
  const [{ generate }, { staleFiles, writeFiles }] = await Promise.all([import('../generate.js'), import('../write.js')]);
  const { files, diagnostics } = generate(operands.map(withSlashes), { readFile: readText });
  tellFindings(diagnostics);
  if (diagnostics.length > 0) return exitCodes.findings;
  const check = has('check');
  const stale = await (check ? staleFiles(files) : writeFiles(files));
  for (const { path } of stale) console.log(check ? `stale: ${path}` : `wrote ${path}`);
  if (!check || stale.length === 0) return exitCodes.fine;
  console.error('run kube-codegen generate to bring them up to date');
  return exitCodes.findings;
}
