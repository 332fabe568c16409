/**
 * The four ways to change an object in part, each with its own type: {@link Patch}. One value holds exactly one of them.
 */
import { KubeError } from '../errors.js';
import type { Frozen, KubeObject } from '../resource/definition.js';
import { unwanted } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';

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

/** One step of RFC 6902. In a path `~1` stands for a slash of a key and `~0` for a tilde: {@link jsonPointer} writes it. */
export type JsonPatch =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** A path of a JSON patch: `jsonPointer('metadata', 'labels', 'example.com/tier')` is `/metadata/labels/example.com~1tier`. */
export const jsonPointer = (...keys: readonly (string | number)[]): string =>
  keys.map((key) => `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');

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

/** What a kind calls its spec; `never` for kinds without one. */
export type SpecOf<K> = K extends { spec?: infer S } ? NonNullable<S> : never;

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

/** The body and content type of a patch. @throws KubeError `params` for what holds none of the four kinds, or more than one. */
export function encodePatch<K extends KubeObject>(patch: Patch<K>): EncodedPatch {
  checkPatch(patch);
  if (patch.apply !== undefined) return { contentType: patchTypes.apply, body: patch.apply };
  if (patch.merge !== undefined) return { contentType: patchTypes.merge, body: patch.merge };
  if (patch.strategic !== undefined) return { contentType: patchTypes.strategic, body: patch.strategic };
  return { contentType: patchTypes.json, body: patch.json };
}

/** Before anything of a patch is looked at. @throws KubeError `params` for what holds none of the four kinds, or more than one. */
export function checkPatch(patch: unknown): void {
  const wanted = 'a patch holds one of { apply }, { merge }, { strategic } and { json }';
  if (!isObject(patch)) throw unwanted(wanted, patch);
  const given = Object.keys(patchTypes).filter((name) => patch[name] !== undefined);
  const [name = ''] = given;
  if (given.length !== 1) throw unwanted(wanted, patch);
  if (name === 'json' ? !Array.isArray(patch[name]) : !isObject(patch[name]))
    throw unwanted(name === 'json' ? 'a JSON patch is a list of steps' : `the ${name} of a patch is an object`, patch[name]);
  if (Array.isArray(patch['json'])) for (const [index, step] of patch['json'].entries()) checkStep(step, index);
}

const operations: readonly string[] = ['add', 'replace', 'test', 'remove', 'move', 'copy'];

/** The server answers a step that is none with a message that names neither the step nor what is wrong with it. */
function checkStep(step: unknown, index: number): void {
  const where = `step ${index + 1} of a JSON patch`;
  if (!isObject(step)) throw unwanted(`${where} is { op, path }`, step);
  const { op } = step;
  if (typeof op !== 'string' || !operations.includes(op)) throw unwanted(`the op of ${where} is one of ${operations.join(', ')}`, op);
  checkPointer('path', step['path'], where);
  if (op === 'move' || op === 'copy') checkPointer('from', step['from'], where);
  if (['add', 'replace', 'test'].includes(op) && step['value'] === undefined) throw unwanted(`${where} has a value`, step['value']);
}

function checkPointer(name: string, pointer: unknown, where: string): void {
  if (typeof pointer !== 'string') throw unwanted(`the ${name} of ${where} is a JSON pointer, '/metadata/labels'`, pointer);
  if (pointer !== '' && !pointer.startsWith('/'))
    throw new KubeError('params', `the ${name} of ${where} is a JSON pointer and begins with a slash; this is "${pointer}"`);
}
