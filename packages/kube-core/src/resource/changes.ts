/**
 * Metadata that a program changes, as new objects: what was given may be frozen, as what a cache hands out is. {@link withLabels},
 * {@link withAnnotations}, {@link withFinalizer}, {@link withOwner}. The `…Of` functions read, and are empty where there is nothing.
 */
import { KubeError } from '../errors.js';
import { unwanted } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';
import { keyOf, metaOf } from './metadata.js';
import type { OwnerReference } from './types.js';

/** An object with or without metadata, read-only or not. */
export interface Annotated {
  readonly metadata?:
    | {
        readonly name?: string;
        readonly namespace?: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
        readonly finalizers?: readonly string[];
        readonly ownerReferences?: readonly Readonly<OwnerReference>[];
      }
    | undefined;
}

/** What to set, by key, and with `null` or `undefined` what to remove. */
export type Entries = Readonly<Record<string, string | null | undefined>>;

const none: Readonly<Record<string, string>> = Object.freeze({});

/** The labels of an object; empty where it has none. @throws KubeError `params` for what is no object. */
export const labelsOf = (object: Annotated): Readonly<Record<string, string>> => metaOf(object)?.labels ?? none;

/** The annotations of an object; empty where it has none. @throws KubeError `params` for what is no object. */
export const annotationsOf = (object: Annotated): Readonly<Record<string, string>> => metaOf(object)?.annotations ?? none;

/** The finalizers of an object; empty where it has none. @throws KubeError `params` for what is no object. */
export const finalizersOf = (object: Annotated): readonly string[] => metaOf(object)?.finalizers ?? [];

/** The owners of an object; empty where it has none. @throws KubeError `params` for what is no object. */
export const ownersOf = (object: Annotated): readonly Readonly<OwnerReference>[] => metaOf(object)?.ownerReferences ?? [];

/** The object with labels set, and removed where they are `null`. @throws KubeError `params` for a value that is no text. */
export const withLabels = <T extends Annotated>(object: T, labels: Entries): T =>
  changed(object, { labels: merged(labelsOf(object), labels) });

/** The object with annotations set, and removed where they are `null`. @throws KubeError `params` for a value that is no text. */
export const withAnnotations = <T extends Annotated>(object: T, annotations: Entries): T =>
  changed(object, { annotations: merged(annotationsOf(object), annotations) });

/** The object with a finalizer: the object itself where it has it. @throws KubeError `params` for a finalizer without a name. */
export function withFinalizer<T extends Annotated>(object: T, finalizer: string): T {
  const present = finalizersOf(object);
  if (typeof finalizer !== 'string' || finalizer === '') throw unwanted('a finalizer is a text, example.com/cleanup', finalizer);
  return present.includes(finalizer) ? object : changed(object, { finalizers: [...present, finalizer] });
}

/** The object without a finalizer: the object itself where it has none of that name. */
export const withoutFinalizer = <T extends Annotated>(object: T, finalizer: string): T =>
  finalizersOf(object).includes(finalizer)
    ? changed(object, { finalizers: finalizersOf(object).filter((each) => each !== finalizer) })
    : object;

/**
 * The object with an owner, in place of what it had of the same uid.
 *
 * @param reference - As `ownerReference` makes it.
 * @throws KubeError `owner` where the reference is a controller's and another controller owns the object: two would fight over it.
 */
export function withOwner<T extends Annotated>(object: T, reference: OwnerReference): T {
  const others = ownersOf(object).filter(({ uid }) => uid !== reference.uid);
  const rival = reference.controller === true ? others.find(({ controller }) => controller === true) : undefined;
  if (rival !== undefined)
    throw new KubeError('owner', `${rival.kind} ${rival.name} is the controller of ${keyOf(object)}: an object has one at most`);
  return changed(object, { ownerReferences: [...others, reference] });
}

function merged(before: Readonly<Record<string, string>>, changes: Entries): Record<string, string> {
  if (!isObject(changes)) throw unwanted('what to set is texts by their keys', changes);
  for (const [key, value] of Object.entries<unknown>(changes))
    if (typeof value !== 'string' && value !== null && value !== undefined) throw unwanted(`the value of ${key} is a text, or null`, value);
  const entries = Object.entries<string | null | undefined>({ ...before, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** The same type of object: only fields of its metadata are others. */
const changed = <T extends Annotated>(object: T, metadata: object): T => ({ ...object, metadata: { ...object.metadata, ...metadata } });
