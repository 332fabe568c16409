/**
 * What was written to an object, and whether a cache has it: {@link WrittenObject}, {@link Seeing}.
 */
import {
  compareResourceVersions,
  labelMatcher,
  labelsOf,
  parseFieldSelector,
  type AnyLabelSelector,
  type Client,
  type FieldRequirement,
} from 'kube-core';
import { at } from 'kube-core/json';

/** An object, and what it has come to by the writes of one reconcile. */
export interface WrittenObject {
  readonly client: Client;
  readonly group: string;
  /** `deployments` */
  readonly resource: string;
  readonly namespace: string | undefined;
  /** As `refKey` makes it. */
  readonly key: string;
  /** The version that it had last. */
  readonly version: string | undefined;
  /** As the server answered it last; `undefined` where that was another kind, a Scale for example. */
  readonly object: object | undefined;
  /** Whether it was deleted after that, */
  readonly gone: boolean;
  /** and which one it was. */
  readonly uid: string | undefined;
}

/** A cache, by what it knows of writes. */
export interface Seeing {
  /** Whether it keeps objects of that kind, there. */
  covers(written: WrittenObject): boolean;
  /** Whether a reader still sees what was before, and will not for long. */
  lacks(written: WrittenObject): boolean;
  /** Calls back at each change of an object, and at each list. @returns what ends that. */
  onChange(key: string, call: () => void): () => void;
}

interface Known {
  readonly metadata: { readonly resourceVersion: string };
}

/** Whether an object has a version, or a newer one. Versions that cannot be compared say nothing: then it counts as new. */
export function isAsNew(known: Known | undefined, version: string): boolean {
  if (known === undefined) return false;
  const order = compareResourceVersions(known.metadata.resourceVersion, version);
  return order === undefined || order >= 0;
}

/** Which objects a cache keeps. */
export interface Selection {
  readonly labelSelector?: AnyLabelSelector;
  readonly fieldSelector?: string;
}

/** Whether a cache keeps an object, as far as the object itself shows that. What is not known is kept by a cache of everything. */
export function selectionOf({ labelSelector = '', fieldSelector = '' }: Selection): (object: object | undefined) => boolean {
  if (labelSelector === '' && fieldSelector === '') return () => true;
  const matches = labelMatcher(labelSelector);
  const fields = parseFieldSelector(fieldSelector);
  return (object) => object !== undefined && matches(labelsOf(object)) && fields.every((field) => meets(object, field));
}

function meets(object: object, { field, operator, value }: FieldRequirement): boolean {
  const found = at(object, field.split('.'));
  const text = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
  return (text === value) === (operator === '=');
}
