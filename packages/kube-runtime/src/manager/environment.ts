/**
 * What a Deployment says to a manager by variables of the environment: {@link optionsFromEnv}.
 */
import { randomUUID } from 'node:crypto';
import { KubeError } from 'kube-core';
import { portRule } from '../http/server.js';
import { consoleLogger } from '../log/console-logger.js';
import type { LogLevel } from '../log/logger.js';
import { numberIn, textIn, type Environment } from '../util/environment.js';
import type { ManagerOptions } from './options.js';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * Options of a manager from the environment; a variable that is not set, or is empty, says nothing.
 *
 * @param env - `HEALTH_PORT` and `METRICS_PORT`: `health` and `metrics`. `LOG_LEVEL`: `debug`, `info`, `warn` or `error`. `LEASE_NAME`: leader
 *   election by the Lease of that name; with `SHARDS` as well: sharding of that name, in so many shards. `POD_NAMESPACE`: where the Leases are.
 *   `POD_NAME`: what the identity of this process begins with. @defaultValue the environment of the process
 * @returns what `new Manager(client, { ...optionsFromEnv(), … })` takes.
 * @throws KubeError `option`, with the name of the variable, for a value that cannot be meant.
 */
export function optionsFromEnv(env: Environment = process.env): ManagerOptions {
  const health = numberIn(env, 'HEALTH_PORT', portRule);
  const metrics = numberIn(env, 'METRICS_PORT', portRule);
  const level = levelIn(env);
  return {
    ...(health !== undefined && { health }),
    ...(metrics !== undefined && { metrics }),
    ...(level !== undefined && { log: consoleLogger({ level }) }),
    ...sharedBy(env),
  };
}

function sharedBy(env: Environment): Pick<ManagerOptions, 'leaderElection' | 'sharding'> {
  const [name, namespace, pod] = [textIn(env, 'LEASE_NAME'), textIn(env, 'POD_NAMESPACE'), textIn(env, 'POD_NAME')];
  const shards = numberIn(env, 'SHARDS', { fits: (value) => Number.isSafeInteger(value) && value >= 1, wanted: 'a whole number from 1' });
  if (name === undefined && shards !== undefined)
    throw new KubeError('option', 'SHARDS is set and LEASE_NAME is not: set it to the name of the sharding, the same in all replicas');
  if (name === undefined) return {};
  // A container that is started again in its pod is another process.
  const identity = pod === undefined ? {} : { identity: `${pod}_${randomUUID()}` };
  const lease = { name, ...(namespace !== undefined && { namespace }), ...identity };
  return shards === undefined ? { leaderElection: lease } : { sharding: { ...lease, shards } };
}

function levelIn(env: Environment): LogLevel | undefined {
  const text = textIn(env, 'LOG_LEVEL')?.toLowerCase();
  const level = levels.find((each) => each === text);
  if (text === undefined || level !== undefined) return level;
  throw new KubeError('option', `the environment variable LOG_LEVEL is ${JSON.stringify(text)}; give one of ${levels.join(', ')}`);
}
