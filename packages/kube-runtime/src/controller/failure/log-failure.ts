/**
 * One log line for each failure of a controller: {@link logFailure}.
 */
import { hasCode, type KubeError } from 'kube-core';
import type { Logger } from '../../log/logger.js';
import { isAbandonedError, isReconcileError } from './errors.js';

/** Watches mend themselves, and what cannot be read is waited for; the others are for somebody to look at. */
const warnings = ['watcher', 'sync', 'source'];

/** Writes a failure with the object that it is about. */
export function logFailure(log: Logger, failure: KubeError): void {
  const about = isReconcileError(failure) || isAbandonedError(failure) ? failure.ref : {};
  const level = warnings.some((code) => hasCode(failure, code)) ? 'warn' : 'error';
  log[level]({ ...about, err: failure }, failure.message);
}
