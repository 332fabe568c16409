/**
 * Conditions of a status, a map keyed by `type`: {@link setCondition} keeps the time of the last change, {@link conditionOf} reads one.
 */
import type { Condition } from 'kube-core';

/** A condition as a controller finds it; when it changed is worked out. */
export type ConditionUpdate = Omit<Condition, 'lastTransitionTime'>;

/** Conditions as a cached object has them. */
type Conditions = readonly Readonly<Condition>[];

/**
 * The conditions with one of them set.
 *
 * @param conditions - Those that the object has; others than the one set are kept as they are.
 * @param update - What was found.
 * @param now - The time of a change, in milliseconds since the epoch. @defaultValue the present
 * @returns a new list, in which `lastTransitionTime` moved only if `status` did: to apply it unchanged changes nothing.
 */
export function setCondition(conditions: Conditions | undefined, update: ConditionUpdate, now: number = Date.now()): Condition[] {
  const list = conditions ?? [];
  const before = conditionOf(list, update.type);
  const same = before?.status === update.status;
  const next: Condition = { ...update, lastTransitionTime: same ? before.lastTransitionTime : secondsOf(now) };
  return before === undefined ? [...list, next] : list.map((condition) => (condition.type === update.type ? next : condition));
}

/** The condition of a type, if the object has one. */
export function conditionOf(conditions: Conditions | undefined, type: string): Readonly<Condition> | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Whether the condition of a type is there and `True`. */
export const isConditionTrue = (conditions: Conditions | undefined, type: string): boolean =>
  conditionOf(conditions, type)?.status === 'True';

/** RFC 3339 in whole seconds, as the server writes times. */
const secondsOf = (now: number): string => `${new Date(now).toISOString().slice(0, 19)}Z`;
