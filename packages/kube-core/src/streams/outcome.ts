/**
 * What the server's last word in a session means: {@link exitCode} of a command, {@link ended} of a process that was attached to.
 */
import { AnswerError, excerpt } from '../request/answer.js';
import { ApiError, readStatus, type Status } from '../request/status.js';
import { isObject } from '../util/json/json.js';

/** The exit code that a status message tells; a socket that closes normally without one was a success, as in client-go. */
export function exitCode(text: string): number {
  if (text === '') return 0;
  const status = parseStatus(text);
  if (status.status === 'Success') return 0;
  if (status.reason !== 'NonZeroExitCode') throw new ApiError(status, { call: 'exec' });
  const code = status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message ?? '';
  if (!/^\d+$/.test(code)) throw new AnswerError(`the server reported an exit code that is no number: "${code.slice(0, 80)}"`);
  return Number(code);
}

/** @throws ApiError where the server could not attach; AnswerError for a message that is no Status. */
export function ended(text: string): void {
  if (text === '') return;
  const status = parseStatus(text);
  if (status.status !== 'Success') throw new ApiError(status, { call: 'attach' });
}

function parseStatus(text: string): Status {
  const value = parsed(text);
  if (isObject(value)) return readStatus(value);
  throw new AnswerError(`the server ended the command with a message that is no Status: ${excerpt(text)}`);
}

/** What a text says in JSON; nothing where it says nothing. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
