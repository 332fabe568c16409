/**
 * What a daemon is given, and what it is: {@link Daemon}.
 */
import type { Api, KubeObject } from 'kube-core';
import type { Observable } from 'rxjs';
import type { Logger } from '../log/logger.js';
import type { OwnedShard } from '../sharding/shard.js';
import type { Cached } from '../watcher/event.js';

/** The object that a daemon works for. */
export interface DaemonContext<K extends KubeObject> {
  /** The object as it was when the daemon was started, or the timer called. */
  readonly object: Cached<K>;
  /** The object as it is now: first at once, then whenever it changes. It completes when the daemon is to end. */
  readonly changes: Observable<Cached<K>>;
  readonly api: Api<K>;
  /** Aborts when the object goes or has a daemon no more, when what it depends on changes, and when everything stops. The end is waited for. */
  readonly signal: AbortSignal;
  /** The shard that the object is in, where a manager shares the objects with other processes. */
  readonly shard?: OwnedShard;
  /** Writes lines that name the daemon, and the namespace and name of the object. */
  readonly log: Logger;
}

/**
 * Works for one object for as long as that is there.
 *
 * @returns when it has ended: soon after the signal has aborted. One that ends before has done its work, and is not started again before the
 *   object goes and comes, or what it depends on changes.
 * @throws whatever went wrong: it is started again after a growing delay; after a TerminalError it is not.
 */
export type Daemon<K extends KubeObject> = (context: DaemonContext<K>) => Promise<void>;
