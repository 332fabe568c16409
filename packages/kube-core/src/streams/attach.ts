/**
 * Attaching to the process that a container runs: {@link openAttach}.
 */
import { sessionRequest } from '../request/subresource.js';
import { checkOptions } from '../util/options.js';
import type { Subject } from './exec.js';
import { ended } from './outcome.js';
import { Session, sessionRules, type SessionOptions, type SessionStreams } from './session.js';

/** Options of attach. The container says whether its process has a standard input (`stdin: true`) and a terminal (`tty: true`). */
export interface AttachOptions extends SessionOptions {}

/** The main process of a container. Dispose it to end the connection; that does not end the process. */
export interface Attached extends SessionStreams {
  /**
   * Resolves when the process has ended and both outputs are complete. How it ended is in the pod's status: servers do not say it here.
   *
   * @throws as `exit` of exec.
   */
  readonly ended: Promise<void>;
}

class AttachSession extends Session<void> implements Attached {
  get ended(): Promise<void> {
    return this.outcome;
  }
}

/** Attaches. @throws KubeError `option` for options that make no sense. */
export async function openAttach({ client, definition, place }: Subject, options: AttachOptions = {}): Promise<Attached> {
  const given = checkOptions('attach()', options, sessionRules);
  const request = sessionRequest(definition, place, { ...given, stdin: given.stdin !== undefined });
  return new AttachSession(await client.connect(request), given, ended);
}
