/**
 * A process of its own that takes part in an election, and notes each moment at which it leads: a line of its file holds a time of the
 * machine's monotonic clock, which all processes share, and which leadership it was.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Config } from 'kube-core';
import { leaderElection, type Leadership } from 'kube-runtime';

const [server = '', namespace = '', identity = '', file = ''] = process.argv.slice(2);

/** How often a leader notes that it is one. */
const noteMs = 5;

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await using client = Client.from({ ...(await Config.fromKubeconfig()), server });
const election = leaderElection(client, {
  name: 'replicas',
  namespace,
  identity,
  leaseDurationMs: 3000,
  renewDeadlineMs: 2000,
  retryPeriodMs: 500,
  onFailure: () => undefined,
});

/** The time is taken before the question is asked: whoever is held up in between has led at that time. */
async function note({ signal, isHeld, fencingToken }: Leadership): Promise<void> {
  while (!signal.aborted) {
    const at = process.hrtime.bigint() / 1_000_000n;
    if (isHeld()) appendFileSync(file, `${at} ${identity} ${fencingToken.transitions}\n`);
    await sleep(noteMs);
  }
}

console.log('runs');
try {
  await election.runAsLeader(note, { signal: stop.signal });
} catch (error) {
  if (!stop.signal.aborted) throw error;
}
