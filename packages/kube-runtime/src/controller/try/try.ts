/**
 * One try of one object: {@link Try}, what the reconcile is given for it, and what metrics call its end.
 */
import { hasCode, type Api, type KubeObject } from 'kube-core';
import type { Logger } from '../../log/logger.js';
import type { ObjectRef } from '../../reflector/object-ref.js';
import type { Lot } from '../../sharding/lots.js';
import type { Cached } from '../../watcher/event.js';
import type { ReconcileContext } from '../context.js';
import { isTerminalError } from '../failure/errors.js';
import type { ReconcileResult } from '../meter.js';
import type { OwnedCaches } from '../owned.js';
import type { Attempt } from './attempt.js';

/** One try of one object. */
export interface Try<K extends KubeObject> {
  readonly key: string;
  readonly ref: ObjectRef;
  readonly object: Cached<K>;
  readonly attempt: number;
  /** The shard that it is in; `undefined`: there are none. */
  readonly lot: Lot | undefined;
  /** Names the try in each line; made when it is first asked for, as most tries write nothing. */
  readonly log: () => Logger;
}

/** What the reconcile is given beside. */
export interface Surroundings<K extends KubeObject> {
  readonly api: Api<K>;
  readonly owned: OwnedCaches;
  readonly signal: AbortSignal;
}

/** What the reconcile is given. */
export const contextOf = <K extends KubeObject>(
  { object, attempt, lot, log }: Try<K>,
  { api, owned, signal }: Surroundings<K>,
): ReconcileContext<K> => ({
  object,
  api,
  owned: owned.of(object.metadata.uid),
  signal,
  attempt,
  ...(lot !== undefined && { shard: lot.shard }),
  get log() {
    return log();
  },
});

/** As metrics have it. */
export function resultOf(result: Attempt): ReconcileResult {
  if (result.type === 'stopped') return 'stopped';
  if (result.type === 'done') return result.action.requeueAfterMs === undefined ? 'success' : 'requeue_after';
  if (isTerminalError(result.error)) return 'terminal';
  return hasCode(result.error, 'reconcile-timeout') ? 'timeout' : 'error';
}
