/**
 * Counts and times the reconciles of one controller, and what waits for them: {@link meterOf}.
 */
import type { ControllerMeter, ControllerSubject, ReconcileResult } from '../controller/meter.js';
import type { QueueMeter } from '../queue/meter.js';
import type { Families } from './families.js';

/** The labels of a queue: of the name of its controller both. */
export interface QueueLabels {
  readonly name: string;
  readonly controller: string;
}

/** The labels of the queue of a controller. */
export const queueLabels = ({ label }: ControllerSubject): QueueLabels => ({ name: label, controller: label });

/** In the words of controller-runtime. One that was stopped has no result. */
const resultLabels: Readonly<Record<Exclude<ReconcileResult, 'stopped'>, string>> = {
  success: 'success',
  requeue_after: 'requeue_after',
  error: 'error',
  terminal: 'error',
  timeout: 'error',
};

/** Every series of a controller is there from the start, at 0: a rate can only be taken of what was there before. */
export function meterOf(families: Families, subject: ControllerSubject): ControllerMeter {
  const labels = { controller: subject.label };
  begin(families, subject);
  return {
    queue: queueMeterOf(families, queueLabels(subject)),
    began: () => families.activeWorkers.inc(labels),
    looped: () => families.hotLoops.inc(labels),
    ended: (result, ms) => {
      families.activeWorkers.dec(labels);
      if (result !== 'stopped') count(families, { ...labels, result, seconds: ms / 1000 });
    },
  };
}

function begin(families: Families, subject: ControllerSubject): void {
  const controller = { controller: subject.label };
  const queue = queueLabels(subject);
  families.maxConcurrent.set(controller, subject.concurrency);
  families.activeWorkers.set(controller, 0);
  for (const result of ['success', 'error', 'requeue', 'requeue_after']) families.reconciles.inc({ ...controller, result }, 0);
  for (const each of [families.errors, families.terminalErrors, families.panics, families.timeouts, families.hotLoops])
    each.inc(controller, 0);
  for (const each of [families.adds, families.retries]) each.inc(queue, 0);
  for (const each of [families.queueTime, families.workTime]) each.zero(queue);
  families.time.zero(controller);
}

const queueMeterOf = ({ adds, retries, queueTime, workTime }: Families, labels: QueueLabels): QueueMeter => ({
  added: () => adds.inc(labels),
  delayed: () => retries.inc(labels),
  taken: (waitedMs) => queueTime.observe(labels, waitedMs / 1000),
  done: (workedMs) => workTime.observe(labels, workedMs / 1000),
});

/** A reconcile that has ended. */
interface Ended {
  readonly controller: string;
  readonly result: Exclude<ReconcileResult, 'stopped'>;
  readonly seconds: number;
}

function count(families: Families, { controller, result, seconds }: Ended): void {
  const label = resultLabels[result];
  families.time.observe({ controller }, seconds);
  families.reconciles.inc({ controller, result: label });
  if (label === 'error') families.errors.inc({ controller });
  if (result === 'terminal') families.terminalErrors.inc({ controller });
  if (result === 'timeout') families.timeouts.inc({ controller });
}
