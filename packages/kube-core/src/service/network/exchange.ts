/**
 * One request and its answer, as undici tells of it: {@link Exchange}.
 */
import type { Dispatcher } from 'undici';
import { hasCode, KubeError } from '../../errors.js';
import { collectText, type KubeResponse } from '../../request/http.js';
import { onAbort } from '../../util/async/abort.js';
import { timerMs } from '../../util/async/clock.js';
import { Pipe } from '../../util/async/pipe.js';
import { TransportError } from '../errors.js';

/** Who made the call, and what becomes of its connection. */
export interface ExchangeOptions {
  readonly origin: string;
  readonly signal: AbortSignal | undefined;
  /** How long an answer may wait for its reader; a stream's waits for ever. */
  readonly unreadTimeoutMs: number | undefined;
  /** How long the whole call may take; a stream's may take for ever. */
  readonly answerTimeoutMs: number | undefined;
  readonly resolve: (response: KubeResponse) => void;
  readonly reject: (error: unknown) => void;
  /** The answer has come whole: the connection is free. */
  readonly onEnd: () => void;
  /** Nothing more of the answer is wanted, or will come: the connection is of no more use. */
  readonly onBreak: (why: Error) => void;
}

/** Settles its call once, and tells once what becomes of the connection. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #body: Pipe;
  readonly #release: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #unread: NodeJS.Timeout | undefined;
  readonly #deadline: NodeJS.Timeout | undefined;
  #over = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#body = new Pipe({
      onDrain: () => this.#resume(),
      onCancel: () => this.#break(new Error('the answer was not read to its end')),
    });
    const { answerTimeoutMs } = options;
    if (answerTimeoutMs !== undefined) this.#deadline = setTimeout(() => this.#tooLate(answerTimeoutMs), timerMs(answerTimeoutMs)).unref();
    this.#release = onAbort(options.signal, (reason) => this.#fail(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return; // a proxy may say that it is still at work (102, 103): the answer is yet to come
    const body = this.#body;
    this.#options.resolve({ status, headers: joined(headers), body, text: () => collectText(body) });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body.write(chunk)) return;
    controller.pause();
    const { unreadTimeoutMs } = this.#options;
    if (unreadTimeoutMs !== undefined) this.#unread = setTimeout(() => this.#giveUp(unreadTimeoutMs), timerMs(unreadTimeoutMs)).unref();
  }

  onResponseEnd(): void {
    if (!this.#end()) return;
    this.#body.end();
    this.#options.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: unknown): void {
    this.#fail(hasCode(cause, 'closed') ? cause : new TransportError(this.#options.origin, cause));
  }

  #resume(): void {
    clearTimeout(this.#unread);
    this.#controller?.resume();
  }

  #giveUp(ms: number): void {
    const cause = new KubeError('unread', `nobody has read the answer for ${ms / 1000} s; read it or discard it`);
    this.#fail(new TransportError(this.#options.origin, cause));
  }

  #tooLate(ms: number): void {
    const cause = new KubeError(
      'answer-timeout',
      `the answer has not come to its end for ${ms / 1000} s; ask for less at once, or read it as a stream`,
    );
    this.#fail(new TransportError(this.#options.origin, cause));
  }

  /** Both the answer and its body: whichever has not been settled takes the error. */
  #fail(error: unknown): void {
    this.#body.fail(error);
    this.#options.reject(error);
    this.#break(new Error('the call has ended'));
  }

  #break(why: Error): void {
    if (this.#end()) this.#options.onBreak(why);
  }

  /** Whether this is the end; there is one. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#release();
    clearTimeout(this.#unread);
    clearTimeout(this.#deadline);
    return true;
  }
}

function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const one: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) one[name] = Array.isArray(value) ? value.join(', ') : value;
  return one;
}
