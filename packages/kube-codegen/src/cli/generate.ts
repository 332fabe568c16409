/**
 * `kube-codegen generate [FILE…]` writes what the kinds of a project come to; `kube-codegen check [FILE…]` says what of it is stale.
 */
import type { GeneratedFile } from '../generate.js';
import { type Call, type Command, exitCodes, type Outcome } from './command.js';
import { type Format, formatOf, formatOptions, tellFindings } from './findings.js';
import { type Job, jobOptions, readJob } from './job.js';
import { openLedger } from './ledger.js';

export const generateCommand: Command = {
  options: { ...jobOptions, ...formatOptions, check: { type: 'boolean' } },
  run: (call) => run(call, call.has('check')),
};

export const checkCommand: Command = {
  options: { ...jobOptions, ...formatOptions },
  run: (call) => run(call, true),
};

async function run(call: Call, check: boolean): Promise<Outcome> {
  const format = formatOf(call);
  if (typeof format !== 'string') return format;
  const ledger = openLedger();
  const job = await readJob(call, ledger);
  if ('wrong' in job) return job;
  const { files, diagnostics } = await compile(job, ledger.read);
  if (diagnostics.length > 0) {
    await tellFindings(diagnostics, { format, more: { [check ? 'stale' : 'written']: [] } });
    return exitCodes.findings;
  }
  const { staleFiles, writeFiles } = await import('../write.js');
  const changed = await (check ? staleFiles(files) : writeFiles(files));
  await tellFiles(changed, { format, check });
  return check && changed.length > 0 ? exitCodes.findings : exitCodes.fine;
}

async function compile({ entries, options }: Job, readFile: (path: string) => string | undefined) {
  const { generate } = await import('../generate.js');
  return generate(entries, { ...options, readFile });
}

/** What was written, or would be. */
async function tellFiles(
  files: readonly GeneratedFile[],
  { format, check }: { readonly format: Format; readonly check: boolean },
): Promise<void> {
  const paths = files.map(({ path }) => path);
  await tellFindings([], { format, more: { [check ? 'stale' : 'written']: paths } });
  const print = format === 'json' || format === 'sarif' ? console.error : console.log;
  for (const path of paths) {
    print(check ? `stale: ${path}` : `wrote ${path}`);
    if (check && format === 'github') print(`::error file=${path},title=stale::run kube-codegen generate to bring it up to date`);
  }
  if (check && paths.length > 0) console.error('run kube-codegen generate to bring them up to date');
}
