/**
 * What a command of the program is: {@link Command}. Each has a file of its own in `commands` and a line in `table.ts`; it is loaded
 * when it is called.
 */
import type { ParseArgsConfig } from 'node:util';

/** A call of a command, taken apart by its own options. */
export interface Call {
  /** What stands after the command's name and is no option. */
  readonly operands: readonly string[];
  /** Whether a flag was given: `--check`. */
  readonly has: (flag: string) => boolean;
  /** The value of an option, if it was given: `--target 1.30`. */
  readonly value: (option: string) => string | undefined;
}

/** The exit code, or what is wrong with the call, which ends with the usage and exit code 2. */
export type Outcome = number | { readonly wrong: string };

/** 0: all is well. 1: findings, or files that are stale. 3: a defect of this program. */
export const exitCodes = { fine: 0, findings: 1, wrongCall: 2, defect: 3 } as const;

/** A command. */
export interface Command {
  /** Its options beside `--help`, as `parseArgs` of Node describes them. */
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly run: (call: Call) => Promise<Outcome>;
}
