/**
 * Which fields of an object are different: {@link changedFields}.
 */
import { equal, isList, isObject } from 'kube-core/json';

/** One field that is different. */
export interface ChangedField {
  /** `.status.conditions[0].lastTransitionTime` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What each write changes, whatever it is about. */
const always = ['.metadata.resourceVersion', '.metadata.managedFields', '.metadata.generation'];

/** Enough to tell a loop by; an object may have thousands. */
const mostFields = 16;

/** The fields that two states of an object differ in, as deep as they differ, and no more than sixteen. */
export function changedFields(before: unknown, after: unknown): readonly ChangedField[] {
  const found: ChangedField[] = [];
  collect({ path: '', before, after }, found);
  return found;
}

function collect({ path, before, after }: ChangedField, found: ChangedField[]): void {
  if (found.length === mostFields || always.includes(path) || equal(before, after)) return;
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      collect({ path: `${path}${named(name)}`, before: before[name], after: after[name] }, found);
  } else if (isList(before) && isList(after) && before.length === after.length) {
    for (const [at, value] of after.entries()) collect({ path: `${path}[${at}]`, before: before[at], after: value }, found);
  } else found.push({ path, before, after });
}

const named = (name: string): string => (/^[\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);
