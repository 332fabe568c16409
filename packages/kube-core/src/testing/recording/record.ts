/**
 * A conversation with a real API, written to a file: {@link record}.
 */
import { dirname } from 'node:path';
import { codeOf, KubeError } from '../../errors.js';
import type { KubeRequest, KubeResponse } from '../../request/http.js';
import type { Layer } from '../../service/service.js';
import { checkOptions, rules } from '../../util/options.js';
import { recordedBody, recordedChunks, type RawChunk } from './bodies.js';
import { recordedFailure } from './failure.js';
import { printRecording, type Exchange, type RecordedAnswer, type RecordedRequest, type RecordedStream } from './file.js';
import { recordedRequest, redactorOf, type RecordingOptions } from './request.js';

/** What {@link record} gives. */
export interface Recorder extends AsyncDisposable {
  /** Hand it to `Client.from(config, { layers: [layer] })`. */
  readonly layer: Layer;
  /** Writes the file: everything so far. The same as disposal. */
  save(): Promise<void>;
}

/** Headers of answers that a client acts upon; none else is kept. */
const keptHeaders = ['content-type', 'retry-after', 'warning'];

/**
 * Records what passes a layer, to be played by `replay`. Streams are recorded piece by piece, each with the request that it came after.
 *
 * Left out are all headers of requests but `accept` and `content-type`, data of Secrets, and tokens. Exec, attach and port-forward are refused:
 * two sides that speak at once are no list of questions and answers.
 *
 * @param file - Where it is written, with its folder; what is there is replaced.
 * @throws KubeError `recording`, by the call that asks for an upgrade, and where the file cannot be written.
 * @example
 * ```ts
 * import { Api, Client, Config } from 'kube-core';
 * import { Pod } from 'kube-core/k8s';
 * import { record } from 'kube-core/testing';
 *
 * await using recorder = record('pods.recording.json');
 * await using client = Client.from(await Config.infer(), { layers: [recorder.layer] });
 * await Api.namespaced(client, Pod, 'web').list();
 * ```
 */
export function record(file: string, options: RecordingOptions = {}): Recorder {
  const tape = new Tape(checkOptions('record()', options, { redact: rules.call }));
  const save = async (): Promise<void> => {
    const { mkdir, writeFile } = await import('node:fs/promises');
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, printRecording(tape.exchanges()));
    } catch (cause) {
      throw new KubeError('recording', `${file} cannot be written (${codeOf(cause) ?? 'unwritable'})`, { cause });
    }
  };
  return { layer: (inner) => (request) => tape.pass(request, inner), save, [Symbol.asyncDispose]: save };
}

/** One exchange while it goes on. */
interface Take {
  readonly request: RecordedRequest;
  answer: () => RecordedAnswer;
}

class Tape {
  readonly #options: RecordingOptions;
  readonly #takes: Take[] = [];

  constructor(options: RecordingOptions) {
    this.#options = options;
  }

  exchanges(): Exchange[] {
    return this.#takes.map(({ request, answer }) => ({ request, answer: answer() }));
  }

  async pass(request: KubeRequest, inner: (request: KubeRequest) => Promise<KubeResponse>): Promise<KubeResponse> {
    if (request.upgrade !== undefined)
      throw new KubeError(
        'recording',
        'exec, attach and port-forward cannot be recorded: leave the layer out of the client that calls them',
      );
    const take: Take = { request: recordedRequest(request, this.#options), answer: () => ({ left: true }) };
    this.#takes.push(take);
    try {
      return this.#heard(request, await inner(request), take);
    } catch (error) {
      if (!isLeft(request)) take.answer = () => recordedFailure(error);
      throw error;
    }
  }

  /** The answer, noting what is read of it. */
  #heard(request: KubeRequest, response: KubeResponse, take: Take): KubeResponse {
    const { status } = response;
    const headers = Object.fromEntries(Object.entries(response.headers).filter(([name]) => keptHeaders.includes(name)));
    const type = headers['content-type'] ?? '';
    const redactor = redactorOf(this.#options, request.path);
    const chunks: RawChunk[] = [];
    const isStream = request.streaming === true && status < 300;
    let end: Pick<RecordedStream, 'open' | 'broke'> = { open: true };
    take.answer = () => {
      if (isStream) return { status, headers, chunks: recordedChunks(chunks, redactor, type.includes('json')), ...end };
      if (end.broke !== undefined) return end.broke;
      const body = recordedBody(Buffer.concat(chunks.map(({ bytes }) => bytes)), redactor, type.startsWith('text/'));
      return { status, headers, ...(body !== undefined && { body }) };
    };
    const listener: Listener = {
      came: (bytes) => void chunks.push({ after: this.#takes.length - 1, bytes: Uint8Array.from(bytes) }),
      ended: () => (end = { open: false }),
      broke: (error) => {
        if (!isLeft(request)) end = { open: false, broke: recordedFailure(error) };
      },
    };
    return {
      ...response,
      text: () => heardWhole(response, listener),
      body: { [Symbol.asyncIterator]: () => noting(response.body[Symbol.asyncIterator](), listener) },
    };
  }
}

/** Whether whoever asked has gone: what fails then says nothing of the server. */
const isLeft = ({ signal }: KubeRequest): boolean => signal?.aborted === true;

/** Is told what is read of an answer. */
interface Listener {
  readonly came: (bytes: Uint8Array) => void;
  /** By the server. */
  readonly ended: () => void;
  readonly broke: (error: unknown) => void;
}

async function heardWhole(response: KubeResponse, { came, ended, broke }: Listener): Promise<string> {
  try {
    const text = await response.text();
    came(Buffer.from(text));
    ended();
    return text;
  } catch (error) {
    broke(error);
    throw error;
  }
}

/** The same bytes. */
function noting(source: AsyncIterator<Uint8Array>, { came, ended, broke }: Listener): AsyncIterator<Uint8Array> {
  return {
    next: async () => {
      try {
        const result = await source.next();
        if (result.done === true) ended();
        else came(result.value);
        return result;
      } catch (error) {
        broke(error);
        throw error;
      }
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
