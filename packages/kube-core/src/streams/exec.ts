/**
 * Running a command in a container. Enter at {@link openExec} for streams, {@link collect} for all the output at once.
 */
import type { Client } from '../client/client.js';
import { sessionRequest } from '../request/subresource.js';
import type { ResourceDefinition } from '../resource/definition.js';
import type { Place } from '../request/path.js';
import { unwanted } from '../util/arguments.js';
import { checkOptions } from '../util/options.js';
import { exitCode } from './outcome.js';
import { Session, sessionRules, type SessionOptions, type SessionStreams } from './session.js';

/** Options of exec. */
export interface ExecOptions extends SessionOptions {}

/** A command that runs. Dispose it to end the connection; that does not end the command. */
export interface Exec extends SessionStreams {
  /**
   * How the command ended.
   *
   * @throws ApiError when it could not run at all; TransportError when the connection broke; AnswerError on a broken protocol; what the
   *   standard input threw; the signal's reason; KubeError `exec-closed` when it was disposed before.
   */
  readonly exit: Promise<{ readonly code: number }>;
}

/** What a command did. */
export interface Output {
  /** The exit code; 0 is success. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process, and who asks for it. */
export interface Subject {
  readonly client: Client;
  readonly definition: ResourceDefinition;
  readonly place: Place;
}

class ExecSession extends Session<{ readonly code: number }> implements Exec {
  get exit(): Promise<{ readonly code: number }> {
    return this.outcome;
  }
}

/** Runs a command. @throws KubeError `params` for what is no command, `option` for options that make no sense. */
export async function openExec(
  { client, definition, place }: Subject,
  command: readonly string[],
  options: ExecOptions = {},
): Promise<Exec> {
  checkCommand(command);
  const given = checkOptions('exec()', options, sessionRules);
  const request = sessionRequest(definition, place, { ...given, stdin: given.stdin !== undefined, command });
  return new ExecSession(await client.connect(request), given, (status) => ({ code: exitCode(status) }));
}

/** Reads both outputs to their end and waits for the exit code. */
export async function collect(exec: Exec): Promise<Output> {
  const [stdout, stderr, { code }] = await Promise.all([exec.stdout.text(), exec.stderr.text(), exec.exit]);
  return { code, stdout, stderr };
}

function checkCommand(command: readonly string[]): void {
  if (!Array.isArray(command) || command.length === 0 || command.some((word) => typeof word !== 'string'))
    throw unwanted("a command is a list of its words, ['ls', '-l']", command);
}
