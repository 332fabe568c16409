/**
 * One connection to a port of a pod, as a Node stream: {@link openPort}.
 *
 * Protocol: v4.channel.k8s.io with two channels for the port, which servers of every version take. It cannot close one direction.
 */
import { Duplex } from 'node:stream';
import { KubeError } from '../errors.js';
import type { KubeRequest, MessageSocket } from '../request/http.js';
import type { CallOptions } from '../request/params.js';
import { pathOf } from '../request/path.js';
import { onAbort } from '../util/async/abort.js';
import { checkOptions, checkValue, rules, type Rule } from '../util/options.js';
import { message } from './channels.js';
import type { Subject } from './exec.js';

/** Options of a connection to a port. */
export interface PortOptions extends Pick<CallOptions, 'signal'> {}

const chunkBytes = 32 * 1024; // what servers read at a time
const channel = { data: 0, error: 1 } as const;
const portRule: Rule = {
  fits: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535,
  wanted: 'a whole number from 1 to 65535',
};

/**
 * Connects to a port of a pod.
 *
 * @param port - What something in the pod listens on.
 * @throws KubeError `option` for what is no port.
 */
export async function openPort({ client, definition, place }: Subject, port: number, options: PortOptions): Promise<Duplex> {
  checkValue('the port', port, portRule);
  const { signal } = checkOptions('portForward()', options, { signal: rules.signal });
  const path = pathOf(definition, { ...place, subresource: 'portforward' }, [['ports', port]]);
  const request: KubeRequest = { method: 'GET', path, headers: {}, upgrade: ['v4.channel.k8s.io'], streaming: true };
  const socket = await client.connect(signal === undefined ? request : { ...request, signal });
  return new PortStream(socket, port, signal);
}

/** Each channel begins with the port in two bytes, which may come with what follows, or cut in two. */
class PortStream extends Duplex {
  readonly #socket: MessageSocket;
  readonly #port: number;
  readonly #release: () => void;
  readonly #headers: Record<number, number> = { [channel.data]: 2, [channel.error]: 2 };
  readonly #received: Promise<void>;
  #drained: () => void = () => undefined;
  #complaint = '';

  constructor(socket: MessageSocket, port: number, signal: AbortSignal | undefined) {
    super();
    this.#socket = socket;
    this.#port = port;
    this.#release = onAbort(signal, (reason) => this.destroy(reason as Error)); // the reason is the caller's
    this.#received = this.#receive();
  }

  override _read(): void {
    this.#drained();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    void this.#send(chunk).then(
      () => done(),
      () => this.#received.then(() => done()), // the connection is gone, and the receiving side says why: nothing listens, for example
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#release();
    this.#drained();
    this.#socket.close().then(
      () => done(error),
      () => done(error),
    );
  }

  async #send(chunk: Uint8Array): Promise<void> {
    for (let start = 0; start < chunk.length; start += chunkBytes)
      await this.#socket.send(message(channel.data, chunk.subarray(start, start + chunkBytes)));
  }

  async #receive(): Promise<void> {
    try {
      for await (const received of this.#socket.messages) await this.#take(received);
      if (this.#complaint !== '') throw refused(this.#port, this.#complaint);
      this.push(null);
      this.end();
    } catch (error) {
      this.destroy(error as Error); // whatever it is, the stream hands it on
    }
  }

  async #take(received: Uint8Array): Promise<void> {
    const [stream = -1] = received;
    const header = Math.min(this.#headers[stream] ?? 0, received.length - 1);
    if (header > 0) this.#headers[stream] = (this.#headers[stream] ?? 0) - header;
    const payload = received.subarray(1 + header);
    if (payload.length === 0) return;
    if (stream === channel.error) this.#complaint += Buffer.from(payload).toString('utf8').slice(0, 4096);
    else if (stream === channel.data && !this.push(payload)) await new Promise<void>((resolve) => (this.#drained = resolve));
  }
}

const refused = (port: number, words: string): KubeError =>
  new KubeError('port-forward', `port ${port} of the pod cannot be reached: ${words.trim()}`);
