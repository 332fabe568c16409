/**
 * Running a command in a container, over one WebSocket whose messages begin with the number of a stream.
 * Enter at {@link openExec} for streams, {@link collect} for all the output at once.
 *
 * Protocol: v5.channel.k8s.io (KEP-4006), and v4 where the server is older than 1.30.
 */
import type { Client } from '../client/client.js';
import { AnswerError } from '../client/errors.js';
import { KubeError } from '../errors.js';
import { collectText, type KubeRequest, type MessageSocket } from '../request/http.js';
import type { CallOptions } from '../request/params.js';
import { ApiError, isStatus, type Status } from '../request/status.js';
import { onAbort } from '../util/abort.js';
import { Pipe } from '../util/pipe.js';

/** The streams of a socket, by the first byte of each message. */
const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

/** client-go's buffer; servers take a frame for a message, so a chunk is never split by the transport. */
const stdinChunkBytes = 32 * 1024;

/** Options of exec. */
export interface ExecOptions extends Omit<CallOptions, 'timeoutSeconds'> {
  /** Which container; the server asks for it where the pod has several. */
  readonly container?: string;
  /** What the command reads from its standard input; its end closes the command's stdin where the server can (1.30 and later). */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Gives the command a terminal: stderr then comes with stdout. @defaultValue false */
  readonly tty?: boolean;
}

/** A command that runs. Dispose it to end the connection; that does not end the command. */
export interface Exec extends AsyncDisposable {
  /** What the command prints. Read both outputs: one that nobody reads holds up the other, once it has filled its buffer. */
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly stderr: AsyncIterable<Uint8Array>;
  /**
   * How the command ended.
   *
   * @throws ApiError when it could not run at all; TransportError when the connection broke; AnswerError on a broken protocol; what the
   *   standard input threw; the signal's reason; KubeError `exec-closed` when it was disposed before.
   */
  readonly exit: Promise<{ readonly code: number }>;
  /** Tells the command the size of its terminal, in characters. Means nothing without `tty`. */
  resize(size: { readonly width: number; readonly height: number }): Promise<void>;
}

/** What a command did. */
export interface Output {
  /** The exit code; 0 is success. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * @param client - Who connects.
 * @param request - An exec request.
 * @param options - Standard input and signal.
 */
export async function openExec(client: Client, request: KubeRequest, options: ExecOptions): Promise<Exec> {
  const socket = await client.connect(options.signal === undefined ? request : { ...request, signal: options.signal });
  return new ExecSession(socket, options);
}

/** Reads both outputs to their end and waits for the exit code. */
export async function collect(exec: Exec): Promise<Output> {
  const [stdout, stderr, { code }] = await Promise.all([collectText(exec.stdout), collectText(exec.stderr), exec.exit]);
  return { code, stdout, stderr };
}

interface Outcome {
  readonly resolve: (exit: { readonly code: number }) => void;
  readonly reject: (error: unknown) => void;
}

/** Whatever ends a session ends it once: the server's word, a lost connection, the signal, the input that fails, or disposal. */
class ExecSession implements Exec {
  readonly stdout: Pipe;
  readonly stderr: Pipe;
  readonly exit: Promise<{ readonly code: number }>;
  readonly #socket: MessageSocket;
  readonly #status: Uint8Array[] = [];
  #outcome: Outcome | undefined;
  #release: () => void = () => undefined;
  #drained: () => void = () => undefined;
  #stopInput: () => void = () => undefined;

  constructor(socket: MessageSocket, { stdin, signal }: ExecOptions) {
    this.#socket = socket;
    const onDrain = (): void => this.#drained();
    this.stdout = new Pipe({ onDrain, onCancel: onDrain });
    this.stderr = new Pipe({ onDrain, onCancel: onDrain });
    this.exit = new Promise((resolve, reject) => (this.#outcome = { resolve, reject }));
    this.exit.catch(() => undefined); // who awaits exit gets the error; who does not gets it from the outputs
    this.#release = onAbort(signal, (reason) => this.#fail(reason));
    void this.#receive();
    if (stdin !== undefined) void this.#feed(stdin);
  }

  async resize({ width, height }: { readonly width: number; readonly height: number }): Promise<void> {
    await this.#send(channel.resize, Buffer.from(JSON.stringify({ Width: width, Height: height })));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new KubeError('exec-closed', 'the connection was closed before the command ended'));
    await this.#socket[Symbol.asyncDispose]();
  }

  /** Hands each message to its stream until the server closes; then says how the command ended. */
  async #receive(): Promise<void> {
    try {
      for await (const message of this.#socket.messages) await this.#dispatch(message);
      const code = exitCode(Buffer.concat(this.#status).toString('utf8'));
      this.stdout.end();
      this.stderr.end();
      this.#end()?.resolve({ code });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #dispatch(message: Uint8Array): Promise<void> {
    const payload = message.subarray(1);
    if (message[0] === channel.status) this.#status.push(payload);
    const output = message[0] === channel.stdout ? this.stdout : message[0] === channel.stderr ? this.stderr : undefined;
    if (output?.write(payload) === false) await new Promise<void>((resolve) => (this.#drained = resolve));
  }

  #fail(error: unknown): void {
    this.stdout.fail(error);
    this.stderr.fail(error);
    this.#end()?.reject(error);
  }

  /** Lets go of everything, the first time it is called. */
  #end(): Outcome | undefined {
    const outcome = this.#outcome;
    this.#outcome = undefined;
    if (outcome === undefined) return undefined;
    this.#release();
    this.#drained();
    this.#stopInput();
    this.#socket[Symbol.asyncDispose]().then(undefined, () => undefined);
    return outcome;
  }

  async #feed(stdin: AsyncIterable<Uint8Array>): Promise<void> {
    const input = stdin[Symbol.asyncIterator]();
    this.#stopInput = () => void input.return?.().catch(() => undefined); // not awaited: it may wait for a key to be pressed
    try {
      for await (const chunk of { [Symbol.asyncIterator]: () => input }) if (!(await this.#sendInput(chunk))) return;
      // v4 has no such message: its only end of input is closing the socket, which would lose the output.
      if (this.#socket.protocol === 'v5.channel.k8s.io') await this.#sendInput(Uint8Array.of(channel.stdin), channel.close);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Whether more can be sent. Where the connection is gone, the receiving side says why: the command may have ended without reading. */
  async #sendInput(chunk: Uint8Array, stream: number = channel.stdin): Promise<boolean> {
    for (let start = 0; start < chunk.length && this.#outcome !== undefined; start += stdinChunkBytes) {
      const sent = this.#send(stream, chunk.subarray(start, start + stdinChunkBytes));
      const failed = await sent.then(
        () => false,
        () => true,
      );
      if (failed) return false;
    }
    return this.#outcome !== undefined;
  }

  #send(stream: number, payload: Uint8Array): Promise<void> {
    return this.#socket.send(Buffer.concat([Uint8Array.of(stream), payload]));
  }
}

/** The exit code that a status message tells; a socket that closes normally without one was a success, as in client-go. */
function exitCode(text: string): number {
  if (text === '') return 0;
  const status = parseStatus(text);
  if (status.status === 'Success') return 0;
  if (status.reason !== 'NonZeroExitCode') throw new ApiError(status, { call: 'exec' });
  const code = status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message ?? '';
  if (!/^\d+$/.test(code)) throw new AnswerError(`the server reported an exit code that is no number: "${code}"`);
  return Number(code);
}

function parseStatus(text: string): Status {
  try {
    const value: unknown = JSON.parse(text);
    return isStatus(value) || (typeof value === 'object' && value !== null) ? value : { message: text };
  } catch (cause) {
    throw new AnswerError(`the server ended the command with a message that is no Status: ${text.slice(0, 80)}`, { cause });
  }
}
