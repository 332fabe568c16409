/**
 * Runs everything phase by phase: one phase starts when those before it have, and ends when those after it have. Enter at {@link runStages}.
 */
import { KubeError, messageOf, onAbort, type Clock, type LinkedAbort } from 'kube-core';
import { isLeadershipLost } from '../lease/errors.js';
import { inTime } from '../util/in-time.js';
import { Ready } from '../util/ready.js';
import { phases, type Phase, type Runnable } from '../util/runnable.js';
import { untilAborted } from '../util/until-aborted.js';
import { Stage } from './stage.js';
import { defaults } from './options.js';

/** How the stages are ended. */
export interface StagesOptions {
  readonly clock: Clock;
  /** How long everything may take to end after a stop, in milliseconds. */
  readonly gracefulStopMs: number;
  /** Ends everything in good order. It is aborted here as well: by a failure, and when all the work has ended by itself. */
  readonly stop: LinkedAbort;
  /** Ends everything at once. */
  readonly force: LinkedAbort;
  /** Hears that everything has started but what waits for leadership: that may take as long as another process leads. */
  readonly started: () => void;
}

/** The phases in the service of the others: when nothing else runs any more, they end too. */
const serving: readonly Phase[] = ['servers', 'caches', 'election'];

const phaseOf = ({ phase = 'controllers' }: Runnable): Phase => phase;

/**
 * Runs everything until it has ended, by itself or after a stop.
 *
 * @throws what failed; KubeError `manager-stop` for what did not end in time; an AggregateError of these, where there are several.
 */
export async function runStages(runnables: readonly Runnable[], options: StagesOptions): Promise<void> {
  const run = new Stages(runnables, options);
  await run.untilStopped();
  const failures = await run.untilEnded();
  if (failures.length > 1) throw new AggregateError(failures, failures.map(messageOf).join('\n'));
  if (failures.length === 1) throw failures[0];
}

class Stages {
  readonly #stages: readonly Stage[];
  readonly #options: StagesOptions;
  readonly #failures: unknown[] = [];
  readonly #count: number;
  /** Where election begins; -1: nothing is led. */
  readonly #firstLed: number;
  /** What the process runs for: when none of it is left, the run is over. */
  readonly #work: Set<Stage>;
  readonly #ended = new Ready();
  /** Aborts when nothing is waited for any more: what is left behind must not keep the process alive. */
  readonly #over = new AbortController();

  constructor(runnables: readonly Runnable[], options: StagesOptions) {
    this.#options = options;
    this.#count = runnables.length;
    const used = phases.filter((phase) => runnables.some((runnable) => phaseOf(runnable) === phase));
    const made = used.map((phase) => ({ phase, stage: this.#stageOf(runnables.filter((runnable) => phaseOf(runnable) === phase)) }));
    const work = made.filter(({ phase }) => !serving.includes(phase));
    this.#firstLed = made.findIndex(({ phase }) => phase === 'election' || phase === 'controllers');
    this.#stages = made.map(({ stage }) => stage);
    this.#work = new Set((work.length > 0 ? work : made).map(({ stage }) => stage));
  }

  /** Starts one stage after the other; resolves when everything is to end. */
  async untilStopped(): Promise<void> {
    const { signal } = this.#options.stop;
    onAbort(signal, () => void this.#stopInOrder());
    for (const [index, stage] of this.#stages.entries()) {
      if (signal.aborted) return;
      stage.start();
      if (index === this.#firstLed) this.#options.started();
      await stage.started(signal);
    }
    if (this.#firstLed === -1) this.#options.started();
    await untilAborted(signal);
  }

  /** Resolves when everything has ended after a stop, or has had its time. @returns what failed. */
  async untilEnded(): Promise<readonly unknown[]> {
    const { clock, gracefulStopMs, force } = this.#options;
    const endsWithin = (ms: number, signal?: AbortSignal): Promise<boolean> =>
      inTime(ms, (limit) => this.#ended.wait(limit), signal === undefined ? { clock } : { clock, signal });
    if (!(await endsWithin(gracefulStopMs, force.signal))) {
      force.abort();
      for (const stage of this.#stages) stage.stop();
      await endsWithin(defaults.abortedMs);
    }
    this.#over.abort();
    const left = this.#stages.flatMap(({ running }) => running);
    return left.length === 0 ? this.#failures : [...this.#failures, leftBehind(left, this.#count)];
  }

  #stageOf(runnables: readonly Runnable[]): Stage {
    const { stop, force } = this.#options;
    const failed = (error: unknown): void => {
      this.#failures.push(error);
      stop.abort();
      if (isLeadershipLost(error)) force.abort(); // another leads in a few seconds
    };
    const stage = new Stage(runnables, { force: force.signal, failed, ended: () => this.#endedOne(stage) });
    return stage;
  }

  #endedOne(stage: Stage): void {
    this.#work.delete(stage);
    if (this.#work.size === 0) this.#options.stop.abort();
  }

  /** The last stage is told at once, each other when those after it have ended. */
  async #stopInOrder(): Promise<void> {
    for (const stage of this.#stages.toReversed()) {
      stage.stop();
      if (!stage.hasEnded) await stage.ended(this.#over.signal).catch(() => undefined);
    }
    this.#ended.open();
  }
}

function leftBehind(running: readonly Runnable[], of: number): KubeError {
  const names = running.flatMap(({ name }) => name ?? []);
  const which = names.length === 0 ? '' : `: ${names.join(', ')}`;
  return new KubeError('manager-stop', `${running.length} of ${of} did not end in time and were left behind${which}`);
}
