/**
 * The lines of a log, some at a time, which go on where a connection breaks. Enter at {@link logLines}.
 */
import type { Pod } from '../../k8s/core-v1.js';
import { getRequest } from '../../request/build.js';
import { ApiError, isApiError, isNotFound } from '../../request/status.js';
import { isTransportError } from '../../service/errors.js';
import { exponentialBackoff } from '../../util/async/backoff.js';
import { systemClock } from '../../util/async/clock.js';
import { without } from '../../util/json/json.js';
import { lineBatches } from '../../util/text/lines.js';
import type { Subject } from '../exec.js';
import { SeenLines, textOf } from './log-seen.js';
import { openLogs, type LogOptions } from './logs.js';

const defaults = {
  attempts: 10, // in a row without a line: some two minutes
  backoff: { initialMs: 500, maxMs: 30_000, jitter: 0.5 }, // a kubelet that starts again takes some seconds
  steadyMs: 60_000, // a connection that held so long was no failure
} as const;

/** As they come: lines without their line feeds. */
type Lines = AsyncGenerator<readonly string[], void, undefined>;

/** It ends when the signal aborts. @throws as the verb of the Api. */
export function logLines(subject: Subject, options: LogOptions): Lines {
  const { follow = false, previous = false, limitBytes } = options;
  const read = follow && !previous && limitBytes === undefined ? followed : once;
  return read(subject, options);
}

async function* once(subject: Subject, options: LogOptions): Lines {
  yield* lineBatches(await openLogs(subject, options));
}

/** What to read next: the log as it was asked for, the same container again, or what is left of one that has ended. */
type Turn = 'first' | 'again' | 'rest' | 'restOfPrevious' | 'over';

async function* followed(subject: Subject, options: LogOptions): Lines {
  const seen = new SeenLines();
  const began = containerOf(await podOf(subject, options), options.container)?.id;
  const backoff = exponentialBackoff(defaults.backoff);
  let failures = 0;
  for (let turn: Turn = 'first'; turn !== 'over';) {
    const opened = systemClock.now();
    try {
      for await (const lines of connection(subject, optionsOf(turn, options, seen))) {
        const fresh = lines.filter((line) => seen.isNew(line));
        if (fresh.length === 0) continue;
        failures = 0;
        yield options.timestamps === true ? fresh : fresh.map(textOf);
      }
      if (turn === 'rest' || turn === 'restOfPrevious') return;
      turn = turnAfter(began, containerOf(await podOf(subject, options), options.container));
    } catch (error) {
      if (isNotFound(error) && turn !== 'first') return; // the pod is gone, and its log with it
      if (turn === 'first' && isApiError(error)) throw error; // it has never been readable
      if (!mayPass(error) || failures + 1 >= defaults.attempts) throw error;
      if (turn === 'first') turn = 'again';
    }
    failures = systemClock.now() - opened > defaults.steadyMs ? 1 : failures + 1;
    if (turn === 'again') await systemClock.sleep(backoff(failures), options.signal);
  }
}

/** How to ask for a turn. Once a line was read, only what came after it is of interest, not how the first part was chosen. */
function optionsOf(turn: Turn, options: LogOptions, seen: SeenLines): LogOptions {
  seen.restart();
  const { tailLines, sinceSeconds: _seconds, sinceTime: _time, ...rest } = options;
  const start = seen.since === undefined ? options : { ...rest, sinceTime: seen.since };
  const nothingBefore = turn !== 'first' && seen.since === undefined && tailLines !== 0; // so all that there is now is new
  return {
    ...(nothingBefore ? without(start, 'tailLines') : start),
    timestamps: true,
    follow: turn === 'first' || turn === 'again',
    ...(turn === 'restOfPrevious' && { previous: true }),
  };
}

/** The lines of one connection. One that is cut short is left to the next, unless the log is not followed: then it is the last. */
async function* connection(subject: Subject, options: LogOptions): Lines {
  const bytes = await openLogs(subject, options);
  try {
    yield* lineBatches(options.follow === true ? whole(bytes) : bytes);
  } catch (error) {
    if (error !== cutShort) throw error;
  }
}

const cutShort = new Error('the log ended inside a line');

/** Ends with an error after a line that has no end, so that its beginning is not taken for a line. */
async function* whole(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let last: number | undefined = 0x0a;
  for await (const chunk of chunks) {
    last = chunk.at(-1) ?? last;
    yield chunk;
  }
  if (last !== 0x0a) throw cutShort;
}

interface Container {
  readonly id: string | undefined;
  readonly running: boolean;
}

/** Servers end a followed log in the same way when the container ends and when the way to it breaks: its status tells which. */
function turnAfter(began: string | undefined, now: Container | undefined): Turn {
  if (now === undefined) return 'over';
  if (began !== undefined && now.id !== began) return 'restOfPrevious';
  return now.running ? 'again' : 'rest';
}

function containerOf(pod: Pod, name: string | undefined): Container | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {};
  const all = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  const status = name === undefined ? all[0] : all.find((each) => each.name === name);
  return status && { id: status.containerID, running: status.state?.running !== undefined };
}

const podOf = ({ client, definition, place }: Subject, { signal }: LogOptions): Promise<Pod> =>
  client.request<Pod>(getRequest({ definition, ...place }, signal === undefined ? {} : { signal }));

/** What a later try may mend: a connection that broke, a server that is busy or cannot reach the kubelet. */
const mayPass = (error: unknown): boolean => isTransportError(error) || (isApiError(error) && isBusy(error));
const isBusy = ({ status: { code = 0 } }: ApiError): boolean => code === 429 || code >= 500;
