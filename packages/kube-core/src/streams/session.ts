/**
 * The streams of a process in a container, over one WebSocket: {@link Session} is what exec and attach have in common.
 *
 * Protocol: v5.channel.k8s.io (KEP-4006), and v4 where the server is older than 1.30.
 */
import { KubeError } from '../errors.js';
import { AnswerError } from '../request/answer.js';
import type { MessageSocket } from '../request/http.js';
import type { CallOptions } from '../request/params.js';
import { onAbort } from '../util/async/abort.js';
import { isObject } from '../util/json/json.js';
import { rules, type Rule } from '../util/options.js';
import { Pipe } from '../util/async/pipe.js';
import { byteSink, byteSource, bytesOf, type ByteSink, type ByteSource } from './bytes.js';
import { channel, message } from './channels.js';
import { Input } from './input.js';
import { parsed } from './outcome.js';

const defaults = {
  farewellMs: 1000, // servers close at once
  longestStatusBytes: 1024 * 1024, // the Status of a command that ends is less than a kilobyte
} as const;

/** Options of exec and attach. */
export interface SessionOptions extends Omit<CallOptions, 'timeoutSeconds'> {
  /** Which container; the server asks for it where the pod has several. */
  readonly container?: string;
  /**
   * What the process reads from its standard input: bytes or text out of a generator, a Node stream or a web stream, or `'pipe'` to write it
   * to {@link SessionStreams.stdin}. Its end closes the process's stdin where the server can (1.30 and later). A terminal stays open:
   * container runtimes hang up a terminal whose input ends, and what the command still prints is lost. End the input of a terminal as a
   * person does, with the byte 4 (Ctrl-D).
   */
  readonly stdin?: AsyncIterable<Uint8Array | string> | 'pipe';
  /** The process has a terminal: stderr then comes with stdout. @defaultValue false */
  readonly tty?: boolean;
}

const isAsyncIterable = (value: unknown): boolean => typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** The rules of {@link SessionOptions}. */
export const sessionRules = {
  container: rules.text,
  stdin: {
    fits: (value) => value === 'pipe' || isAsyncIterable(value),
    wanted: "an async iterable of bytes or text, a stream for example, or 'pipe'; run() takes a text or bytes",
  },
  tty: rules.flag,
  signal: rules.signal,
} as const satisfies Record<string, Rule>;

/** The size of a terminal, in characters. */
export interface TerminalSize {
  readonly width: number;
  readonly height: number;
}

/** A process in a container. Dispose it to end the connection; that does not end the process. */
export interface SessionStreams extends AsyncDisposable {
  /** Where to write what the process reads, if the session was opened with `stdin: 'pipe'`. */
  readonly stdin: ByteSink;
  /** What the process prints. Read both outputs: one that nobody reads holds up the other, once it has filled its buffer. */
  readonly stdout: ByteSource;
  readonly stderr: ByteSource;
  /**
   * Tells the process the size of its terminal, which it does not have without `tty`.
   *
   * @throws KubeError `params` for a size that no terminal has: each is a whole number from 1 to 65535.
   */
  resize(size: TerminalSize): Promise<void>;
  /** Ends the connection; the same as disposal, for where `await using` is no syntax. */
  close(): Promise<void>;
}

interface Outcome<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Whatever ends a session ends it once: the server's word, a lost connection, the signal, the input that fails, or disposal. */
export class Session<T> implements SessionStreams {
  readonly stdin: ByteSink;
  readonly stdout: ByteSource;
  readonly stderr: ByteSource;
  /** What the server's last word means, once both outputs are complete. */
  readonly outcome: Promise<T>;
  readonly #out: Pipe;
  readonly #err: Pipe;
  readonly #input: Input;
  readonly #socket: MessageSocket;
  readonly #meaning: (status: string) => T;
  readonly #status: Uint8Array[] = [];
  #statusBytes = 0;
  #farewell: NodeJS.Timeout | undefined;
  #outcome: Outcome<T> | undefined;
  #release: () => void = () => undefined;
  #drained: () => void = () => undefined;
  #stopInput: () => void = () => undefined;

  /**
   * @param socket - What the server agreed to.
   * @param options - Standard input and signal.
   * @param meaning - Reads the server's last word; what it throws is how the session ends.
   */
  constructor(socket: MessageSocket, { stdin, tty = false, signal }: SessionOptions, meaning: (status: string) => T) {
    this.#socket = socket;
    this.#meaning = meaning;
    const onDrain = (): void => this.#drained();
    this.#out = new Pipe({ onDrain, onCancel: onDrain });
    this.#err = new Pipe({ onDrain, onCancel: onDrain });
    this.#input = new Input({ socket, open: stdin !== undefined, tty });
    this.stdin = byteSink({ write: (chunk) => this.#input.write(chunk), end: () => this.#input.end() });
    this.stdout = byteSource(this.#out);
    this.stderr = byteSource(this.#err);
    this.outcome = new Promise((resolve, reject) => (this.#outcome = { resolve, reject }));
    this.outcome.catch(() => undefined); // who awaits it gets the error; who does not gets it from the outputs
    this.#release = onAbort(signal, (reason) => this.#fail(reason));
    void this.#receive();
    if (stdin !== undefined && stdin !== 'pipe') void this.#feed(stdin);
  }

  async resize({ width, height }: TerminalSize): Promise<void> {
    for (const [side, size] of Object.entries({ width, height }))
      if (!Number.isInteger(size) || size < 1 || size > 65_535)
        throw new KubeError('params', `the ${side} of a terminal is ${size}; it is a whole number from 1 to 65535`);
    await this.#socket.send(message(channel.resize, Buffer.from(JSON.stringify({ Width: width, Height: height }))));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    this.#fail(new KubeError('exec-closed', 'the connection was closed before the command ended'));
    await this.#socket[Symbol.asyncDispose]();
  }

  /** Hands each message to its stream until the connection ends; then says how the process ended. */
  async #receive(): Promise<void> {
    const lost = await this.#read();
    if (lost !== undefined && !this.#hasStatus()) this.#fail(lost.error);
    else this.#finish();
  }

  /** Ends as the server's last word says. */
  #finish(): void {
    try {
      const value = this.#meaning(this.#statusText());
      this.#out.end();
      this.#err.end();
      this.#end()?.resolve(value);
    } catch (error) {
      this.#fail(error);
    }
  }

  #statusText = (): string => Buffer.concat(this.#status).toString('utf8');
  #hasStatus = (): boolean => isObject(parsed(this.#statusText()));

  /**
   * What broke the connection, if anything did. The status is the server's last word, so a connection that breaks after it loses
   * nothing: a server that closes while input is still on its way to it resets the connection.
   */
  async #read(): Promise<{ readonly error: unknown } | undefined> {
    try {
      for await (const received of this.#socket.messages) await this.#dispatch(received);
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async #dispatch(received: Uint8Array): Promise<void> {
    const payload = received.subarray(1);
    if (received[0] === channel.status) this.#addStatus(payload);
    const output = received[0] === channel.stdout ? this.#out : received[0] === channel.stderr ? this.#err : undefined;
    if (output?.write(payload) === false) await new Promise<void>((resolve) => (this.#drained = resolve));
  }

  #addStatus(piece: Uint8Array): void {
    this.#statusBytes += piece.length;
    if (this.#statusBytes > defaults.longestStatusBytes) throw new AnswerError('the server ended the command with a message without end');
    this.#status.push(piece);
    // Servers send it in one piece. A connection that does not close after it, a proxy's for example, holds nobody up.
    if (this.#status.length === 1 && this.#hasStatus()) this.#farewell = setTimeout(() => this.#finish(), defaults.farewellMs).unref();
  }

  #fail(error: unknown): void {
    this.#out.fail(error);
    this.#err.fail(error);
    this.#end()?.reject(error);
  }

  /** Lets go of everything, the first time it is called. */
  #end(): Outcome<T> | undefined {
    const outcome = this.#outcome;
    this.#outcome = undefined;
    if (outcome === undefined) return undefined;
    clearTimeout(this.#farewell);
    this.#release();
    this.#drained();
    this.#input.close();
    this.#stopInput();
    void quietly(() => this.#socket[Symbol.asyncDispose]());
    return outcome;
  }

  async #feed(stdin: AsyncIterable<Uint8Array | string>): Promise<void> {
    try {
      const input = stdin[Symbol.asyncIterator]();
      this.#stopInput = () => void quietly(() => input.return?.()); // not awaited: it may wait for a key to be pressed
      for await (const chunk of { [Symbol.asyncIterator]: () => input })
        if (!(await this.#input.offer(bytesOf(chunk, 'what stdin yields')))) return;
      await this.#input.end();
    } catch (error) {
      this.#fail(error);
    }
  }
}

/** Runs what tidies up; what it throws is of no use to anybody, since the session has ended for another reason. */
async function quietly(tidy: () => PromiseLike<unknown> | undefined): Promise<void> {
  try {
    await tidy();
  } catch {
    // see above
  }
}
