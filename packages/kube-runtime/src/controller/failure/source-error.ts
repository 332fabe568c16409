/**
 * What can go wrong with what tells a controller of things outside of the cluster: {@link SourceError}.
 */
import { hasCode, KubeError, messageOf } from 'kube-core';
import { durationText } from '../../util/duration.js';

/** What tells of things outside failed or ended, and is asked again. `cause` is why. */
export class SourceError extends KubeError {
  readonly retryInMs: number;

  /**
   * @param controller - `the controller of Website`
   * @param retryInMs - When it is asked again, in milliseconds.
   * @param cause - Why; `undefined`: it ended.
   */
  constructor(controller: string, retryInMs: number, cause: unknown) {
    const what = cause === undefined ? 'has ended' : `failed: ${messageOf(cause)}`;
    super('source', `a source of ${controller} outside of the cluster, asked again in ${durationText(retryInMs)}, ${what}`, { cause });
    this.retryInMs = retryInMs;
  }
}

/** Whether what tells of things outside of the cluster failed. */
export const isSourceError = (error: unknown): error is SourceError => hasCode(error, 'source');
