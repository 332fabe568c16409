/**
 * How the functions of a webhook are called: {@link calledInTime} gives each the time that the API server waits, {@link failureText} says what whoever
 * asked is told when one fails.
 */
import type { Clock } from 'kube-core';
import { durationText } from '../util/duration.js';
import { orLate } from '../util/or-late.js';

/** How a function is called. */
export interface CallOptions {
  readonly clock: Clock;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** How long the API server says that it waits, in milliseconds. @defaultValue it does not say */
  readonly waitsMs?: number | undefined;
}

/** The time ends this much before the server's, in milliseconds, so that the answer still arrives; of short times a tenth. */
const answerMs = 500;

/** A function took too long. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/**
 * @param call - The function, with a signal that aborts when its time is over.
 * @param options - Who waits.
 * @param longestMs - How long an API server waits at most, in milliseconds.
 * @throws LateError when its time is over, also where it does not heed its signal; the signal's reason; whatever it throws.
 */
export async function calledInTime<T>(call: (signal: AbortSignal) => Promise<T>, options: CallOptions, longestMs: number): Promise<T> {
  const { clock, signal, waitsMs = longestMs } = options;
  const givenMs = Math.min(longestMs, waitsMs);
  const ms = givenMs - Math.min(answerMs, givenMs / 10);
  return orLate(call, { ms, late: () => new LateError(`the webhook did not answer within ${durationText(ms)}`), clock, signal });
}

/**
 * What whoever asked is told of a failure. The words of an error that nobody meant for others may hold anything: the log has them.
 *
 * @param uid - Of the review; the log line has it too.
 */
export const failureText = (error: unknown, uid: string): string =>
  error instanceof LateError ? error.message : `the webhook failed; its log says why, at uid ${uid}`;
