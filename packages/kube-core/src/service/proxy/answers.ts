/**
 * What a proxy answers while a way through it is made, read from its socket piece by piece: {@link Answers}. What comes after the answer
 * stays in the socket.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { KubeError } from '../../errors.js';

/** A proxy that says more before it answers is none. */
const longestHeadBytes = 16 * 1024;

/** Reads a socket that nobody else reads. */
export class Answers {
  readonly #socket: Socket;
  #read = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** So many bytes. @throws what ended the socket before. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#read.length < count) await this.#more();
    return this.#take(count);
  }

  /** Up to and without the empty line that ends the head of an HTTP answer. @throws what ended the socket before; a head without end. */
  async head(): Promise<string> {
    for (;;) {
      const end = this.#read.indexOf('\r\n\r\n');
      if (end >= 0)
        return this.#take(end + 4)
          .toString('latin1')
          .trimEnd();
      if (this.#read.length > longestHeadBytes) throw new KubeError('proxy', 'it answered with more than 16 KiB of headers');
      await this.#more();
    }
  }

  /** Leaves in the socket what has been read and not taken. */
  release(): void {
    if (this.#read.length > 0) this.#socket.unshift(this.#read);
  }

  #take(count: number): Buffer {
    const taken = this.#read.subarray(0, count);
    this.#read = this.#read.subarray(count);
    return taken;
  }

  /** Everything that is there is read: a socket with something left in it would say at once that it is readable. */
  async #more(): Promise<void> {
    const chunk = this.#socket.read() as Buffer | null; // a socket without encoding reads buffers
    if (chunk === null) return this.#readable();
    this.#read = Buffer.concat([this.#read, chunk]);
  }

  async #readable(): Promise<void> {
    if (this.#socket.readableEnded || this.#socket.destroyed) throw ended();
    const gone = new AbortController();
    const end = (): void => gone.abort();
    this.#socket.once('end', end).once('close', end);
    try {
      await once(this.#socket, 'readable', { signal: gone.signal });
    } catch (error) {
      throw gone.signal.aborted ? ended() : error;
    } finally {
      this.#socket.off('end', end).off('close', end);
    }
  }
}

const ended = (): KubeError => new KubeError('proxy', 'it closed the connection before it answered');
