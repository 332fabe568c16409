/**
 * The standard input of a session: {@link Input} cuts what is written into messages, one after the other.
 */
import { KubeError } from '../errors.js';
import type { MessageSocket } from '../request/http.js';
import { bytesOf } from './bytes.js';
import { channel, closesStreams, message } from './channels.js';

const chunkBytes = 32 * 1024; // client-go's buffer; servers take a frame for a message, so the transport never splits a chunk

/** What an {@link Input} is made of. */
export interface InputOptions {
  readonly socket: MessageSocket;
  /** Somebody wants to write: without that, the server was not asked for a standard input. */
  readonly open: boolean;
  readonly tty: boolean;
}

type State = 'open' | 'ended' | 'closed' | 'absent';

/** Messages of several writers never mix. */
export class Input {
  readonly #socket: MessageSocket;
  readonly #tty: boolean;
  #state: State;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ socket, open, tty }: InputOptions) {
    this.#socket = socket;
    this.#tty = tty;
    this.#state = open ? 'open' : 'absent';
  }

  /** Sends bytes. @throws KubeError `stream-closed` where nobody reads them. */
  async write(chunk: Uint8Array | string): Promise<void> {
    const bytes = bytesOf(chunk, 'what is written to stdin');
    if (!(await this.offer(bytes))) throw refusal(this.#state);
  }

  /** Closes the command's stdin, where the server can (1.30 and later); a terminal stays open. */
  async end(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    // v4 has no such message: its only end of input is closing the socket, which would lose the output.
    if (this.#tty || !closesStreams(this.#socket.protocol)) return;
    await this.#inTurn(() => this.#send(channel.close, Uint8Array.of(channel.stdin)));
  }

  /** Whether all was sent and more can be. Where the connection is gone, the receiving side says why: the command may have ended without reading. */
  async offer(bytes: Uint8Array): Promise<boolean> {
    if (this.#state !== 'open') return false;
    return this.#inTurn(() => this.#sendAll(bytes));
  }

  /** Nobody reads any more. */
  close(): void {
    if (this.#state !== 'absent') this.#state = 'closed';
  }

  async #sendAll(bytes: Uint8Array): Promise<boolean> {
    for (let start = 0; start < bytes.length; start += chunkBytes)
      if (this.#isClosed() || !(await this.#send(channel.stdin, bytes.subarray(start, start + chunkBytes)))) return false;
    return !this.#isClosed();
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #send(stream: number, payload: Uint8Array): Promise<boolean> {
    return this.#socket.send(message(stream, payload)).then(
      () => true,
      () => false,
    );
  }

  #inTurn<T>(send: () => Promise<T>): Promise<T> {
    const sent = this.#queue.then(send);
    this.#queue = sent;
    return sent;
  }
}

function refusal(state: State): KubeError {
  if (state === 'absent') return new KubeError('stream-closed', "there is no standard input: open the session with { stdin: 'pipe' }");
  if (state === 'ended') return new KubeError('stream-closed', 'the standard input has ended: nothing can be written after end()');
  return new KubeError('stream-closed', 'nobody reads the standard input any more: the session has ended');
}
