/** Runs an example as a user would, for the tests: a process of its own, on the sources. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder that examples are started in. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The words in front of an example's own: the program, and how it reads TypeScript. */
export const command = [process.execPath, '--import', 'tsx', '--conditions=kube-source'] as const;

/** What an example did. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from its standard input. @defaultValue nothing */
  readonly input?: string;
}

/** @param script - Its path from the root of the workspace. */
export const run = (script: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Run> =>
  runWords([...command, script, ...args], options);

/** Runs any program. */
export function runWords([program = '', ...args]: readonly string[], { env = process.env, input = '' }: RunOptions = {}): Promise<Run> {
  const { NODE_OPTIONS: _, ...clean } = env; // jest's own flags are not the example's
  const child = spawn(program, args, { cwd: root, env: clean, timeout: 100_000 }); // one that hangs fails its test, and no more
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
