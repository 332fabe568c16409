/**
 * Holds the record by which the others count a process: {@link beCounted}.
 */
import { onAbort, type Client } from 'kube-core';
import { Term } from '../lease/leadership.js';
import type { CandidacySettings } from '../lease/options.js';
import { untilAborted } from '../util/until-aborted.js';

/** Who is told, and what ends it. */
export interface MembershipOptions {
  readonly joined: () => void;
  /** The record was lost; it is asked for anew. */
  readonly parted: () => void;
  /** Gives the record back. */
  readonly end: AbortSignal;
  /** Lets it run out. */
  readonly force: AbortSignal;
}

/** Resolves after `end`. It rejects for a defect only, of the clock for example. */
export async function beCounted(client: Client, settings: CandidacySettings, options: MembershipOptions): Promise<void> {
  const { joined, parted, end, force } = options;
  const isOver = (): boolean => end.aborted;
  while (!isOver()) {
    const term = new Term(client, settings, () => undefined);
    const stop = onAbort(force, () => term.abandon());
    try {
      await term.begin(end);
      joined();
      await untilAborted(term.signal, end);
      if (!isOver()) parted();
    } catch (error) {
      if (!isOver() && term.loss === undefined) throw error;
    } finally {
      stop();
      await term.release();
    }
  }
}
