/**
 * Objects of which only some fields are there, as a cache keeps them that is told to keep no more: {@link Incomplete}. Written back, such an
 * object would delete what is not there; so neither the types nor the verbs take one.
 */
import { KubeError } from '../errors.js';
import type { KubeObject } from './definition.js';
import { keyOf } from './metadata.js';

/** What marks them. By `Symbol.for`, so that a second installed copy sees it as well; a copy by `{ ...object }` has it too. */
export const incomplete: unique symbol = Symbol.for('kube-core.incomplete');

/** An object of which only some fields are there. */
export interface Incomplete {
  readonly [incomplete]: true;
}

/** What may be written: no object of which fields are missing that the server has. */
export interface Complete {
  readonly [incomplete]?: never;
}

/** Whether only some fields of an object are there. */
export const isIncomplete = (object: unknown): object is Incomplete & KubeObject =>
  typeof object === 'object' && object !== null && Reflect.get(object, incomplete) === true;

/** @param verb - What was to be done with it. @throws KubeError `incomplete` for an object of which only some fields are there. */
export function checkComplete(object: object, verb: string): void {
  if (!isIncomplete(object)) return;
  throw new KubeError(
    'incomplete',
    `cannot ${verb} ${keyOf(object)}: a cache kept only some of its fields, and the others would be lost. Send what changes, with patch(); or read the object with get()`,
  );
}
