/**
 * The base of every error this project throws: a code for programs, words for people, a cause for whoever debugs.
 * Enter at {@link KubeError}; ask with {@link hasCode}, which also knows the errors of a second installed copy.
 */

import type { ErrorCode } from './error-codes.js';

const brand = Symbol.for('kube-core.error');

/** An error with a stable {@link KubeError.code}. Its message says what to do and never holds a secret or a header value. */
export class KubeError extends Error {
  /** Stable and lower-case, `api` or `config-not-found` for example: what a program may branch on. */
  readonly code: string;

  /**
   * @param code - What a program branches on.
   * @param message - What a person reads: what went wrong and what to do about it.
   * @param options - `cause`: the error underneath, if there is one.
   */
  constructor(code: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    Object.defineProperty(this, brand, { value: code });
  }
}

/**
 * Whether this is an error of this project with the code given; `instanceof` would miss one from another installed copy.
 * The codes are listed in docs/errors.md; editors propose those of this package, any other text is one of another's.
 */
export function hasCode(error: unknown, code: ErrorCode | (string & {})): error is KubeError {
  return typeof error === 'object' && error !== null && Reflect.get(error, brand) === code;
}

/** Whether this is an error of this project, whatever its code. */
export function isKubeError(error: unknown): error is KubeError {
  return typeof error === 'object' && error !== null && typeof Reflect.get(error, brand) === 'string';
}

/**
 * One line for a person out of whatever was thrown: the message, or the code where the message is empty.
 * Never `instanceof`: errors of Node itself come from another realm in some test runners.
 */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const message: unknown = Reflect.get(error, 'message');
  if (typeof message === 'string' && message !== '') return message;
  return codeOf(error) ?? Object.prototype.toString.call(error);
}

/** The `code` that Node, undici and this project put on their errors, if there is one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : undefined;
}
