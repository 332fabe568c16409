/**
 * What can be waited for: a {@link WaitCondition} is a function of an object, and {@link allOf}, {@link anyOf} and {@link not} put several
 * together.
 */
import type { KubeObject } from 'kube-core';
import { isObject, listAt, objectAt } from 'kube-core/json';
import { answerOf } from '../util/callbacks.js';
import type { Cached } from '../watcher/event.js';

/** `true`: it is so. Else it is not so yet; a text says why, for the message of a wait that took too long: `the pod is Pending`. */
export type Verdict = boolean | string;

/**
 * Whether what is waited for is so. Any function of the object is a condition; it answers at once.
 *
 * `Absent` says what it can be met by beside an object: `never` where there has to be one, `undefined` where there may be none.
 */
export interface WaitCondition<K, Absent extends undefined = undefined> {
  /** @param object - The object as it is; `undefined` while there is none. */
  (object: Cached<K> | undefined): Verdict;
  /** Never there: it carries the type. */
  readonly absent?: Absent;
}

/** A condition of an object that has to be there. @param test - What has to be so of it. */
export const present =
  <K>(test: (object: Cached<K>) => Verdict): WaitCondition<K, never> =>
  (object) =>
    object === undefined ? 'there is none' : test(object);

/** All of them are so at once, of one state of the object. */
export const allOf =
  <K, A extends undefined>(...conditions: readonly WaitCondition<K, A>[]): WaitCondition<K, A> =>
  (object) => {
    const open = unmet(conditions, object);
    return open.length === 0 || open.join('; ');
  };

/** At least one of them is so. With `anyOf(jobCompleted, jobFailed)` a wait ends either way; look at what it gives to tell which. */
export const anyOf =
  <K, A extends undefined>(...conditions: readonly WaitCondition<K, A>[]): WaitCondition<K, A> =>
  (object) => {
    const open = unmet(conditions, object);
    return open.length < conditions.length || open.join(', and ');
  };

/** It is not so; met also where there is no object, unless the condition is met by that. */
export const not =
  <K>(condition: WaitCondition<K>): WaitCondition<K> =>
  (object) =>
    reasonOf(condition(object)) === undefined ? 'it is still as it was' : true;

function unmet<K>(conditions: readonly WaitCondition<K>[], object: Cached<K> | undefined): readonly string[] {
  return conditions.flatMap((condition) => reasonOf(condition(object)) ?? []);
}

/** Why it is not so; `undefined` where it is. @throws TypeError for what is no verdict. */
export function reasonOf(verdict: Verdict): string | undefined {
  const given: unknown = verdict; // a function of JavaScript may answer with anything
  if (given === true) return undefined;
  if (given === false) return 'it is not so yet';
  if (typeof given === 'string') return given;
  throw new TypeError(`it gave ${given === null ? 'null' : typeof given}, and has to give true, false or a text that says why not`);
}

/** Why a condition is not met by an object. @throws CallbackError where the function of the user throws or gives no verdict. */
export const reasonFor = <K>(condition: WaitCondition<K>, object: Cached<K> | undefined, subject: string): string | undefined =>
  answerOf({ from: 'waitFor()', subject }, () => reasonOf(answerOf({ from: 'waitFor()', subject }, () => condition(object))));

/** The object is there. */
export const created: WaitCondition<KubeObject, never> = present(() => true);

/**
 * The object is gone.
 *
 * @param object - Which one, if another may take its name: the wait is then over as well when the name belongs to an object with another uid.
 */
export function deleted(object?: { readonly metadata: { readonly uid: string } }): WaitCondition<KubeObject> {
  return (found) => {
    if (found === undefined || (object !== undefined && found.metadata.uid !== object.metadata.uid)) return true;
    const { deletionTimestamp, finalizers = [] } = found.metadata;
    if (deletionTimestamp === undefined) return 'nobody has deleted it';
    return finalizers.length === 0 ? 'it is being deleted' : `it is being deleted and waits for ${finalizers.join(', ')}`;
  };
}

/**
 * `status.conditions` has one of a type and with a status, of the generation that the object has now where the condition, or the status,
 * says which it is of: what was said of the spec before counts for nothing.
 *
 * @param type - `Ready`, `Available`.
 * @param status - @defaultValue `True`
 */
export const hasCondition = (type: string, status: 'True' | 'False' | 'Unknown' = 'True'): WaitCondition<KubeObject, never> =>
  present((object) => {
    const found = listAt(objectAt(object, 'status'), 'conditions').find((each) => isObject(each) && each['type'] === type);
    if (!isObject(found)) return `it has no condition ${type}`;
    if (isStale(object, found)) return `its condition ${type} is one of an earlier generation`;
    return found['status'] === status || `its condition ${type} is ${said(found)}`;
  });

function isStale(object: Cached<KubeObject>, condition: object): boolean {
  const { generation } = object.metadata;
  const observed: unknown = Reflect.get(condition, 'observedGeneration') ?? Reflect.get(objectAt(object, 'status'), 'observedGeneration');
  return generation !== undefined && typeof observed === 'number' && observed < generation;
}

/** `False (CrashLoopBackOff: back-off 5m0s)` */
function said(condition: object): string {
  const words = ['reason', 'message'].map((field): unknown => Reflect.get(condition, field));
  const texts = words.filter((word) => typeof word === 'string' && word !== '');
  return `${String(Reflect.get(condition, 'status'))}${texts.length === 0 ? '' : ` (${texts.join(': ')})`}`;
}
