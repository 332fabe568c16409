/**
 * A recorded conversation as a service: {@link replay}.
 */
import { isUtf8 } from 'node:buffer';
import { codeOf, KubeError } from '../../errors.js';
import { respond, type KubeRequest, type KubeResponse } from '../../request/http.js';
import type { Service } from '../../service/service.js';
import { onAbort } from '../../util/async/abort.js';
import { interruptible } from '../../util/async/interruptible.js';
import { checkOptions, rules } from '../../util/options.js';
import { bytesOf } from './bodies.js';
import { playedFailure } from './failure.js';
import { type Exchange, type RecordedAnswer, type RecordedBody, type RecordedRequest, type RecordedStream } from './file.js';
import { difference, isSame } from './match.js';
import { readRecording } from './read.js';
import { recordedRequest, type RecordingOptions } from './request.js';

/** Options of {@link replay}. */
export interface ReplayOptions extends RecordingOptions {
  /**
   * Whether a request is a recorded one, where what is sent is not the same each time: names that were made up, times in a body.
   *
   * @defaultValue the same method, path, query, `accept`, `content-type` and body; the order in a query, and `timeoutSeconds`, which watchers
   * choose by chance, do not count
   */
  readonly matches?: (asked: RecordedRequest, recorded: RecordedRequest) => boolean;
}

/** What {@link replay} gives. */
export interface Replay {
  /** Hand it to `Client.of(service)`. */
  readonly service: Service;
  /** What was recorded and not asked for yet, `GET /api/v1/pods`: a test that expects the whole conversation ends with none. */
  readonly unused: readonly string[];
}

/**
 * Plays what `record` has written. Each request gets the answer of the first recorded one that it matches and that was not asked for yet: calls
 * that are the same are answered in their order, others in any. A piece of a stream comes once every request was made that had been made when
 * it was recorded; a stream that had not ended waits until it is left.
 *
 * @param file - What `record` has written.
 * @throws KubeError `recording` for a file that is not there, or no recording; by a call, where nothing that was recorded is left for it, with the nearest.
 */
export async function replay(file: string, options: ReplayOptions = {}): Promise<Replay> {
  const checked = checkOptions('replay()', options, { redact: rules.call, matches: rules.call });
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new KubeError('recording', `${file} cannot be read (${codeOf(cause) ?? 'unreadable'}); record it first`, { cause });
  });
  const tape = new PlayedTape(readRecording(text, file), checked);
  return {
    service: (request) => tape.answer(request),
    get unused() {
      return tape.unused;
    },
  };
}

class PlayedTape {
  readonly #exchanges: readonly Exchange[];
  readonly #options: ReplayOptions;
  readonly #used = new Set<number>();
  readonly #waiting = new Set<() => void>();

  constructor(exchanges: readonly Exchange[], options: ReplayOptions) {
    this.#exchanges = exchanges;
    this.#options = options;
  }

  get unused(): readonly string[] {
    return this.#exchanges.filter((_, at) => !this.#used.has(at)).map(({ request }) => `${request.method} ${request.path}`);
  }

  async answer(request: KubeRequest): Promise<KubeResponse> {
    const asked = recordedRequest(request, this.#options);
    const { matches = isSame } = this.#options;
    const at = this.#exchanges.findIndex((exchange, index) => !this.#used.has(index) && matches(asked, exchange.request));
    const found = this.#exchanges[at];
    if (found === undefined) throw this.#unmatched(asked);
    this.#used.add(at);
    for (const wake of this.#waiting) wake();
    return this.#played(found.answer, request.signal);
  }

  async #played(answer: RecordedAnswer, signal: AbortSignal | undefined): Promise<KubeResponse> {
    if ('left' in answer) return forEver(signal);
    if (!('status' in answer)) throw playedFailure(answer);
    const { status, headers } = answer;
    if (!('chunks' in answer)) return respond(status, wholeOf(answer.body), headers);
    return respond(
      status,
      interruptible(signal, (ending) => this.#stream(answer, ending)),
      headers,
    );
  }

  async *#stream({ chunks, open, broke }: RecordedStream, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    for (const chunk of chunks) {
      await this.#begun(chunk.after, signal);
      yield bytesOf(chunk);
    }
    if (broke !== undefined) throw playedFailure(broke);
    if (open) await forEver(signal);
  }

  /** Until every exchange up to a number was asked for. */
  async #begun(number: number, signal: AbortSignal): Promise<void> {
    const isAsked = (_: Exchange, at: number): boolean => this.#used.has(at);
    while (!this.#exchanges.slice(0, number + 1).every(isAsked)) {
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          release();
          resolve();
        };
        this.#waiting.add(wake);
        const release = onAbort(signal, (reason) => {
          this.#waiting.delete(wake);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller chose the reason
          reject(reason);
        });
      });
    }
  }

  #unmatched(asked: RecordedRequest): KubeError {
    const what = `${asked.method} ${asked.path}`;
    const same = this.#exchanges.filter(({ request }) => isSame(asked, request)).length;
    if (same > 0) return new KubeError('recording', `${what} was recorded ${same} times, and is asked for once more`);
    const ranked = this.#exchanges.map(({ request }) => ({ request, ...difference(asked, request) })).sort((a, b) => a.far - b.far);
    const [nearest] = ranked;
    const help =
      nearest === undefined ? 'nothing was recorded' : `the nearest is ${nearest.request.method} ${nearest.request.path}, ${nearest.words}`;
    return new KubeError('recording', `${what} was not recorded; ${help}`);
  }
}

/** Text can be read more than once; what is none stays bytes. */
function wholeOf(body: RecordedBody | undefined): string | Uint8Array {
  const bytes = bytesOf(body);
  return isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : bytes;
}

const forEver = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    onAbort(signal, reject);
  });
