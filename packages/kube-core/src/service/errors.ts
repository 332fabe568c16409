/**
 * There was no answer at all: {@link TransportError}.
 */
import { codeOf, hasCode, KubeError, messageOf } from '../errors.js';

/** The server cannot be reached, or the connection broke. `cause` is what the network said. */
export class TransportError extends KubeError {
  /** The server that was asked, `https://127.0.0.1:6443`. */
  readonly server: string;
  /** The code of the cause, `ECONNREFUSED` for example, where it has one. */
  readonly reason: string | undefined;

  /**
   * @param server - Where the call went.
   * @param cause - What the network said.
   */
  constructor(server: string, cause: unknown) {
    const reason = codeOf(cause);
    const words = messageOf(cause).trim(); // OpenSSL ends its own with a line feed
    const said = reason === undefined || words.includes(reason) ? words : `${words} (${reason})`;
    const failed = reason === 'UND_ERR_INVALID_ARG' ? 'this request cannot be sent to' : 'cannot reach';
    super('transport', `${failed} the Kubernetes API at ${server}: ${said}`, { cause });
    this.server = server;
    this.reason = reason;
  }
}

/** Whether there was no answer: the server is down, unreachable, or the connection broke half way. */
export const isTransportError = (error: unknown): error is TransportError => hasCode(error, 'transport');

/** What a client and its transports answer once they are closed. */
export const closedError = (): KubeError => new KubeError('closed', 'this client is closed: make another one with Client.from');
