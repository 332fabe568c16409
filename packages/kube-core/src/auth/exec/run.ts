/**
 * Runs a plugin once: {@link runPlugin}. It writes its answer on the standard output; its standard error is that of this process, so that
 * the user sees what it has to say.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { isatty } from 'node:tty';
import type { ExecPlugin } from '../../config/types.js';
import { codeOf } from '../../errors.js';
import { onAbort } from '../../util/async/abort.js';
import { timerMs } from '../../util/async/clock.js';
import { execError } from './errors.js';
import { executableOf } from './executable.js';
import { isInteractive, requestOf } from './request.js';

const defaults = {
  timeoutSeconds: 300, // a login in a browser takes minutes; for ever would hold every call of the program
  killAfterMs: 2_000, // what does not end when it is asked to is ended
  longestOutputBytes: 1024 * 1024, // a token has a few KB, a certificate with its key and chain some ten
} as const;

/**
 * @param plugin - Which program, and how.
 * @param signal - Ends it.
 * @returns what it wrote.
 * @throws KubeError `exec-plugin` where it is not there, fails, or takes too long; the signal's reason.
 */
export async function runPlugin(plugin: ExecPlugin, signal: AbortSignal): Promise<string> {
  const { command, args = [], env = {} } = plugin;
  const interactive = isInteractive(plugin, isatty(0));
  const [file, request] = await Promise.all([executableOf(command, process.env), requestOf(plugin, interactive)]);
  if (file === undefined) throw execError(command, `is not there, or cannot be run.${hintOf(plugin)}`);
  signal.throwIfAborted();
  const child = spawn(file, [...args], {
    env: { ...process.env, ...env, KUBERNETES_EXEC_INFO: request },
    stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    windowsHide: true,
  });
  return outputOf(child, plugin, signal);
}

/** The hint of the kubeconfig's author, without what would move the cursor or change colours. */
function hintOf({ command, installHint = '' }: ExecPlugin): string {
  const hint = installHint
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .trim();
  if (hint !== '') return `\n\n${hint}\n`;
  return /[\\/]/.test(command) ? '' : ' Install it, or put its folder into PATH.';
}

/** Settles once: it has ended, did not start, wrote too much, took too long, or nobody wants it any more. */
function outputOf(
  child: ChildProcess,
  { command, timeoutSeconds = defaults.timeoutSeconds }: ExecPlugin,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(deadline);
      release();
    };
    const stop = (error: unknown): void => {
      settle();
      end(child);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
      reject(error);
    };
    const fail = (what: string): void => stop(execError(command, what));
    const deadline = setTimeout(() => fail(`did not end within ${timeoutSeconds} s and was stopped`), timerMs(timeoutSeconds * 1000));
    const release = onAbort(signal, stop);
    const pieces: Buffer[] = [];
    let size = 0;
    child.stdout?.on('data', (piece: Buffer) => {
      pieces.push(piece);
      if ((size += piece.length) > defaults.longestOutputBytes) fail(`wrote more than ${defaults.longestOutputBytes} bytes`);
    });
    child.once('error', (error) => fail(`did not start (${codeOf(error) ?? 'unknown'})`));
    child.once('close', (code, killedBy) => {
      settle();
      if (code === 0) resolve(Buffer.concat(pieces).toString('utf8'));
      else fail(`failed with ${killedBy ?? `exit code ${code ?? 'unknown'}`}; what it wrote on the standard error says why`);
    });
  });
}

function end(child: ChildProcess): void {
  child.stdout?.destroy();
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  setTimeout(() => child.kill('SIGKILL'), defaults.killAfterMs).unref();
}
