/**
 * Some fields of an object, and not the others: {@link FieldsOf} says which, {@link Kept} is the type of what is left, {@link keeping} takes
 * the others away.
 */
import { incomplete, type Incomplete, type KubeObject, type ObjectMeta } from 'kube-core';
import { isList, isObject, put } from 'kube-core/json';
import type { Rule } from 'kube-core/support';

/** `true`: all of a value; an object: these of its fields. Of a list they are those of each item. */
export type Fields<T> =
  | true
  | (T extends readonly (infer E)[]
      ? Fields<NonNullable<E>>
      : T extends object
        ? { readonly [P in keyof T]?: Fields<NonNullable<T[P]>> }
        : never);

/** The fields that every object has, whatever is kept. */
type Always = keyof KubeObject;

/**
 * What is kept of the objects of a kind: `{ spec: { nodeName: true }, status: { phase: true } }`. apiVersion, kind and metadata are always
 * kept, but for the annotations, which say so: `{ metadata: { annotations: true } }`.
 */
export type FieldsOf<K extends KubeObject> = { readonly [P in Exclude<keyof K, Always>]?: Fields<NonNullable<K[P]>> } & {
  readonly metadata?: { readonly annotations?: true | Readonly<Record<string, true>> };
};

/** What is left of a value. */
type KeptOf<T, F> = F extends true
  ? T
  : T extends readonly (infer E)[]
    ? KeptOf<E, F>[]
    : T extends object
      ? string extends keyof T
        ? { [P in keyof F & string]?: KeptOf<T[P & keyof T], F[P]> }
        : { [P in keyof T as P extends keyof F ? P : never]: KeptOf<T[P], F[P & keyof F]> }
      : T;

type KeptMetadata<F> = Omit<ObjectMeta, 'annotations' | 'managedFields'> &
  (F extends { readonly metadata: { readonly annotations: infer A } } ? KeptOf<Pick<ObjectMeta, 'annotations'>, { annotations: A }> : {});

/** An object of which these fields are left. No verb takes it: what is not there would be lost on the server. */
export type Kept<K extends KubeObject, F> = Incomplete & { apiVersion?: string; kind?: string; metadata?: KeptMetadata<F> } & {
  [P in keyof K as P extends Always ? never : P extends keyof F ? P : never]: KeptOf<K[P], F[P & keyof F]>;
};

/** What is kept, as it is at run time. */
export type Mask = true | { readonly [field: string]: Mask | undefined };

/** What `keep` has to be. */
export const maskRule: Rule = {
  fits: (value) => isObject(value) && isWellMade(value),
  wanted: 'the fields to keep, each with true or fields of its own: { spec: { nodeName: true } }; of metadata only annotations',
};

function isWellMade(mask: object): boolean {
  const { metadata, apiVersion, kind, ...rest } = mask as Readonly<Record<string, unknown>>; // an object has fields
  if (apiVersion !== undefined || kind !== undefined) return false;
  if (metadata !== undefined && !(isObject(metadata) && Object.keys(metadata).every((name) => name === 'annotations'))) return false;
  return [rest, metadata].every((each) => each === undefined || isMask(each));
}

const isMask = (value: unknown): value is Mask =>
  value === true || (isObject(value) && Object.values(value).every((each) => each === undefined || isMask(each)));

/** Gives a new object, marked as incomplete, with these fields of one that is left as it is. */
export function keeping(mask: Mask): (object: object) => object {
  const { metadata: ofMetadata, ...fields } = mask === true ? {} : mask;
  const annotations = ofMetadata === undefined || ofMetadata === true ? undefined : ofMetadata['annotations'];
  return (object) => {
    const { apiVersion, kind, metadata, ...rest } = object as Readonly<Record<string, unknown>>; // an object has fields
    const kept: object = { apiVersion, kind, metadata: metadataOf(metadata, annotations), ...partOf(rest, fields) };
    return Object.assign(kept, { [incomplete]: true });
  };
}

function metadataOf(metadata: unknown, annotations: Mask | undefined): unknown {
  if (!isObject(metadata)) return metadata;
  const { annotations: all, ...rest } = metadata;
  return annotations === undefined || all === undefined ? rest : { ...rest, annotations: valueOf(all, annotations) };
}

function valueOf(value: unknown, mask: Mask): unknown {
  if (mask === true) return value;
  if (isList(value)) return value.map((item) => valueOf(item, mask));
  return isObject(value) ? partOf(value, mask) : value;
}

function partOf(value: Readonly<Record<string, unknown>>, mask: Readonly<Record<string, Mask | undefined>>): Record<string, unknown> {
  const part: Record<string, unknown> = {};
  for (const [name, of] of Object.entries(mask))
    if (of !== undefined && Object.hasOwn(value, name)) put(part, name, valueOf(value[name], of));
  return part;
}
