/**
 * The four ways to change an object in part, each with its own type: {@link Patch}. One value holds exactly one of them.
 */
import type { Frozen, KubeObject } from '../resource/definition.js';

type Primitive = string | number | boolean | bigint | null | undefined;

/**
 * Any part of T. What may be removed may also be `Gone`: an optional field, or the entry of a map. Lists are whole, since merge
 * and apply name their items in full.
 */
export type Part<T, Gone = never> = T extends Primitive
  ? T
  : T extends readonly (infer E)[]
    ? readonly Frozen<E>[]
    : T extends object
      ? string extends keyof T
        ? { readonly [P in keyof T]: Part<T[P], Gone> | Gone }
        : { readonly [P in keyof T]?: Part<T[P], Gone> | ({} extends Pick<T, P> ? Gone : never) }
      : T;

/** RFC 7386: what is named is set, what is `null` is removed, lists are replaced. */
export type MergePatch<K> = Part<K, null>;

/** What a manager wants of an object: server-side apply sets it, and removes what the same manager wanted before and no longer does. */
export type Apply<K extends KubeObject> = Part<K> & { readonly metadata: { readonly name: string } };

/** One step of RFC 6902. */
export type JsonPatch =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

type Only<T, P extends keyof T> = Pick<T, P> & { readonly [Q in Exclude<keyof T, P>]?: never };

interface Patches<K extends KubeObject> {
  readonly apply: Apply<K>;
  readonly merge: MergePatch<K>;
  readonly strategic: MergePatch<K>;
  readonly json: readonly JsonPatch[];
}

/**
 * One kind of patch: `{ apply }`, `{ merge }`, `{ strategic }` (built-in kinds only: custom resources answer 415) or `{ json }`.
 */
export type Patch<K extends KubeObject> = { [P in keyof Patches<K>]: Only<Patches<K>, P> }[keyof Patches<K>];

/** What a kind calls its status; `never` for kinds without one. */
export type StatusOf<K> = K extends { status?: infer S } ? NonNullable<S> : never;

/** A patch as it is sent. */
export interface EncodedPatch {
  readonly contentType: string;
  readonly body: unknown;
}

/** The media type of each kind of patch. */
export const patchTypes = {
  apply: 'application/apply-patch+yaml', // JSON is YAML, and the only form older servers take
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const satisfies Record<keyof Patches<KubeObject>, string>;

/** The body and content type of a patch. */
export function encodePatch<K extends KubeObject>(patch: Patch<K>): EncodedPatch {
  if (patch.apply !== undefined) return { contentType: patchTypes.apply, body: patch.apply };
  if (patch.merge !== undefined) return { contentType: patchTypes.merge, body: patch.merge };
  if (patch.strategic !== undefined) return { contentType: patchTypes.strategic, body: patch.strategic };
  return { contentType: patchTypes.json, body: patch.json };
}
