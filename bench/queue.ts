/**
 * `tsx --conditions=kube-source bench/queue.ts [ROUNDS]`: operations of the queue in a second, at 100,000 keys. Each round adds all keys, adds
 * them again, and takes and finishes each: four operations a key. CPU time, so that a busy machine disturbs it little.
 */
import { WorkQueue } from '../packages/kube-runtime/src/queue/queue.js';

const rounds = Number(process.argv[2] ?? 9);
const keys = Array.from({ length: 100_000 }, (_, at) => `team-${at % 37}/object-${at}`);

/** @returns operations in a second of CPU time. */
function once(): number {
  const queue = new WorkQueue();
  const { user, system } = process.cpuUsage();
  for (const key of keys) queue.add(key);
  for (const key of keys) queue.add(key);
  for (let key = queue.take(); key !== undefined; key = queue.take()) queue.done(key);
  const used = process.cpuUsage({ user, system });
  return (keys.length * 4) / ((used.user + used.system) / 1e6);
}

const all = Array.from({ length: rounds }, once).sort((a, b) => a - b);
const [slowest = 0, median = 0] = [all[0], all[rounds >> 1]];
console.log(
  `${Math.round(median).toLocaleString('en')} operations/s, in the slowest round ${Math.round(slowest).toLocaleString('en')} (to reach: 500,000)`,
);
