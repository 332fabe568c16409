/**
 * An error between what was thrown and its form in a file: {@link recordedFailure}, {@link playedFailure}. Programs branch on the code and on
 * what the network said, so both come back.
 */
import { codeOf, KubeError, messageOf } from '../../errors.js';
import { isTransportError, TransportError } from '../../service/errors.js';
import type { RecordedFailure } from './file.js';

/** What was thrown in place of an answer. */
export function recordedFailure(error: unknown): RecordedFailure {
  const { server, cause = error }: { readonly server?: string; readonly cause?: unknown } = isTransportError(error) ? error : {};
  const code = codeOf(cause);
  return { error: messageOf(cause), ...(code !== undefined && { code }), ...(server !== undefined && { server }) };
}

/** The same error again: of the network where it was one, else one with the same code. */
export function playedFailure({ error, code = 'recording', server }: RecordedFailure): KubeError {
  if (server === undefined) return Reflect.construct(KubeError, [code, `as it was recorded: ${error}`]); // any code that was recorded
  return new TransportError(server, code === 'recording' ? new Error(error) : Object.assign(new Error(error), { code }));
}
