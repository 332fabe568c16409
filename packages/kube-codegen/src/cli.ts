#!/usr/bin/env node
/**
 * `kube-codegen COMMAND …`, the commands of `cli/table`: exit code 0 when all is well, 1 for findings or stale files, 2 for a wrong call,
 * 3 for a defect of this program.
 */
import * as nodeModule from 'node:module';
import { parseArgs } from 'node:util';
import { type Call, type Command, exitCodes, type Outcome } from './cli/command.js';
import { commands, usage } from './cli/table.js';
import { version } from './home.js';

/** @returns the call, or why it is none. */
function readCall({ options }: Command, args: readonly string[]): Call | { readonly wrong: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const value = (option: string): unknown => values[option];
    return {
      operands: positionals,
      has: (flag) => value(flag) === true,
      value: (option) => {
        const given = value(option);
        return typeof given === 'string' ? given : undefined;
      },
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

async function main(args: readonly string[]): Promise<Outcome> {
  const ends = args.indexOf('--');
  const flags = args.slice(0, ends === -1 ? undefined : ends);
  const print = (text: string): number => (console.log(text), exitCodes.fine);
  if (flags.includes('--help') || flags.includes('-h')) return print(usage());
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const name = args[at];
  if (name === undefined) return flags.includes('--version') || flags.includes('-v') ? print(version()) : { wrong: 'there is no command' };
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) return { wrong: `there is no command ${name}` };
  const command = await entry.load();
  const call = readCall(command, args.toSpliced(at, 1));
  return 'wrong' in call ? call : command.run(call);
}

/** From Node 22 on the compiler is compiled once and not with every run. */
const node: { readonly builtinModules: readonly string[]; readonly enableCompileCache?: () => unknown } = nodeModule;
node.enableCompileCache?.();

const outcome = await main(process.argv.slice(2)).catch((defect: unknown) => {
  console.error('kube-codegen failed, which is a defect:', defect);
  return exitCodes.defect;
});
if (typeof outcome !== 'number') console.error(`${outcome.wrong}\n\n${usage()}`);
process.exitCode = typeof outcome === 'number' ? outcome : exitCodes.wrongCall;
