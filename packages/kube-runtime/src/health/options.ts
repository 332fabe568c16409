/**
 * What a health endpoint can be told: {@link HealthOptions}.
 */
import { checkOptions, checkValue, rules, type Rule, type Rules } from 'kube-core/support';
import { portRule } from '../http/server.js';
import type { HealthCheck } from '../util/runnable.js';

/** Options of a health endpoint. */
export interface HealthOptions {
  /** 0: any that is free. @defaultValue 8081, as by controller-runtime's custom */
  readonly port?: number;
  /** The address of an interface. @defaultValue all of them: a kubelet asks from outside the pod */
  readonly host?: string;
  /** What is asked beside what the manager knows by itself. */
  readonly checks?: readonly HealthCheck[];
  /** How long the event loop may be held up between two probes, in milliseconds, before `event-loop` fails. @defaultValue 5000 */
  readonly longestBlockMs?: number;
}

/** The constants of a health endpoint. */
export const defaults = {
  /** controller-runtime's custom. */
  port: 8081,
  /** A kubelet waits a second for an answer; a process that is held up for five is ill, though it answers afterwards. */
  longestBlockMs: 5000,
  /** A check that takes longer has failed. A kubelet waits no longer than a second by default; `timeoutSeconds` may say more. */
  checkMs: 5000,
} as const;

const checkRules: Rules<HealthCheck> = {
  name: { fits: (value) => typeof value === 'string' && /^[\w.-]+$/.test(value), wanted: 'letters, digits, -, _ and .' },
  live: rules.call,
  ready: rules.call,
};

const listRule: Rule = { fits: Array.isArray, wanted: 'a list of checks' };
const healthRules: Rules<HealthOptions> = { port: portRule, host: rules.text, checks: listRule, longestBlockMs: rules.limitMs };

/** @throws KubeError `option` for an option that there is not, or that cannot be meant. */
export function healthSettings(options: number | HealthOptions): Required<Omit<HealthOptions, 'host'>> & Pick<HealthOptions, 'host'> {
  const given = checkOptions('health', typeof options === 'number' ? { port: options } : options, healthRules);
  for (const check of given.checks ?? [])
    checkValue('the name of a check', checkOptions('a check', check, checkRules).name, checkRules.name);
  return { port: defaults.port, checks: [], longestBlockMs: defaults.longestBlockMs, ...given };
}
