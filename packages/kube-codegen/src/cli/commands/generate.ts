/**
 * `kube-codegen generate [FILE…]` writes what the kinds of a project come to; `kube-codegen check [FILE…]` says what of it is stale. A run
 * that finds everything as the last one left it loads no compiler.
 */
import type { GeneratedFile } from '../../generate.js';
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';
import { type Format, formatOf, formatOptions, tellFindings } from '../findings/findings.js';
import { jobOptions, readJob, wordsOf } from '../job/job.js';
import { type Ledger, openLedger } from '../job/ledger.js';
import { type Memory, openMemory, thisProgram } from '../job/memory.js';

export const generateCommand: Command = {
  options: { ...jobOptions, ...formatOptions, check: { type: 'boolean' }, 'no-cache': { type: 'boolean' } },
  run: (call) => run(call, call.has('check')),
};

export const checkCommand: Command = {
  options: { ...jobOptions, ...formatOptions, 'no-cache': { type: 'boolean' } },
  run: (call) => run(call, true),
};

async function run(call: Call, check: boolean): Promise<Outcome> {
  const format = formatOf(call);
  if (typeof format !== 'string') return format;
  const memory = memoryOf(call);
  if (memory?.isFresh() === true) {
    await tellFiles([], { format, check });
    return exitCodes.fine;
  }
  return compile(call, openLedger(), { format, check, memory });
}

/** The memory of this call, unless it is a run of the sources. */
function memoryOf(call: Call): Memory | undefined {
  const program = call.has('no-cache') ? undefined : thisProgram();
  return program === undefined ? undefined : openMemory(wordsOf(call), { folder: process.cwd(), program });
}

interface Manner {
  readonly format: Format;
  readonly check: boolean;
  readonly memory: Memory | undefined;
}

async function compile(call: Call, ledger: Ledger, { format, check, memory }: Manner): Promise<Outcome> {
  const job = await readJob(call, ledger);
  if ('wrong' in job) return job;
  const { generate } = await import('../../generate.js');
  const { files, diagnostics } = generate(job.entries, { ...job.options, readFile: ledger.read });
  if (diagnostics.length > 0) {
    await tellFindings(diagnostics, { format, more: { [check ? 'stale' : 'written']: [] } });
    return exitCodes.findings;
  }
  const { staleFiles, writeFiles } = await import('../../write.js');
  const changed = await (check ? staleFiles(files) : writeFiles(files));
  await tellFiles(changed, { format, check });
  if (check && changed.length > 0) return exitCodes.findings;
  memory?.keep(ledger.entries(), files);
  return exitCodes.fine;
}

/** What was written, or would be. */
async function tellFiles(files: readonly GeneratedFile[], { format, check }: Omit<Manner, 'memory'>): Promise<void> {
  const paths = files.map(({ path }) => path);
  await tellFindings([], { format, more: { [check ? 'stale' : 'written']: paths } });
  const print = format === 'json' || format === 'sarif' ? console.error : console.log;
  for (const path of paths) {
    print(check ? `stale: ${path}` : `wrote ${path}`);
    if (check && format === 'github') print(`::error file=${path},title=stale::run kube-codegen generate to bring it up to date`);
  }
  if (check && paths.length > 0) console.error('run kube-codegen generate to bring them up to date');
}
