/**
 * A command at the terminal of this process, as `kubectl exec -it`: raw keys, and the size of the window. Where the input is no terminal, in a
 * pipe for example, the command reads that to its end. Enter at {@link atTerminal}.
 */
import { pipeline } from 'node:stream/promises';
import type { Exec, ExecOptions } from 'kube-core';

const { stdin, stdout: screen, stderr: errors } = process;

/** What the command is to have. */
export interface Wanted {
  /** What is typed here, or comes through a pipe. */
  readonly stdin: boolean;
  /** A terminal, where this process has one. */
  readonly tty: boolean;
}

/**
 * @param open - Starts the command with the options that it is given.
 * @returns the exit code of the command.
 */
export async function atTerminal(wanted: Wanted, open: (options: ExecOptions) => Promise<Exec>): Promise<number> {
  const tty = wanted.tty && stdin.isTTY && screen.isTTY;
  await using command = await open({ tty, ...(wanted.stdin && { stdin }) });
  const leave = tty ? enter(command) : () => undefined;
  try {
    await Promise.all([pipeline(command.stdout.node(), screen, { end: false }), pipeline(command.stderr.node(), errors, { end: false })]);
    return (await command.exit).code;
  } finally {
    leave();
    if (wanted.stdin) stdin.destroy(); // else it would keep the process alive
  }
}

/** Each key goes to the command, Ctrl-C as well, and each new size of the window. Returns what gives the terminal back. */
function enter(command: Exec): () => void {
  const resize = (): void => void command.resize({ width: screen.columns || 80, height: screen.rows || 24 });
  stdin.setRawMode(true);
  screen.on('resize', resize);
  resize();
  return () => {
    stdin.setRawMode(false);
    screen.off('resize', resize);
  };
}
