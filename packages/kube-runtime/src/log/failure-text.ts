/**
 * A failure as a person reads it: {@link failureText}.
 */
import { hasCode, isKubeError, messageOf, type KubeError } from 'kube-core';

/** Frames of a stack that are of no use to a reader: they are Node's own. */
const foreign = /\(?node:internal\//;

/** How deep a chain of causes is told. */
const longestChain = 5;

/** The message of a failure, and {@link whereOf | where it comes from}. */
export function failureText(failure: KubeError): string {
  return [failure.message, ...whereOf(failure)].join('\n');
}

/**
 * Where in the user's code a failure comes from, in lines: for a reconcile or another function of the user that threw, the stack of what it
 * threw, then the causes of that with theirs. Failures of a watch are their message alone, so they have no lines.
 */
export function whereOf(failure: unknown): readonly string[] {
  if (hasCode(failure, 'reconcile') || hasCode(failure, 'callback')) return chainOf(failure.cause);
  return isKubeError(failure) ? [] : chainOf(failure);
}

function chainOf(thrown: unknown): readonly string[] {
  const lines = [...framesOf(thrown)];
  let cause = causeOf(thrown);
  for (let depth = 1; cause !== undefined && depth < longestChain; depth++, cause = causeOf(cause)) {
    lines.push(`  caused by ${nameOf(cause)}: ${messageOf(cause)}`);
    if (!isKubeError(cause)) lines.push(...framesOf(cause));
  }
  return lines;
}

function framesOf(error: unknown): readonly string[] {
  const stack = fieldOf(error, 'stack');
  if (typeof stack !== 'string') return [];
  return stack.split('\n').filter((line) => /^\s+at /.test(line) && !foreign.test(line));
}

const causeOf = (error: unknown): unknown => fieldOf(error, 'cause');

function nameOf(error: unknown): string {
  const name = fieldOf(error, 'name');
  return typeof name === 'string' ? name : typeof error;
}

const fieldOf = (error: unknown, field: 'cause' | 'name' | 'stack'): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, field) : undefined;
