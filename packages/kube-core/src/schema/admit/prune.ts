/**
 * Drops the fields that a schema does not know, as the API server does before it stores an object.
 * Enter at {@link prune}; {@link unknownFields} says what it would drop.
 */
import { objectMetaFields } from '../../resource/object-meta.js';
import { checkDepth } from '../depth.js';
import type { Schema } from '../types.js';
import { isList, isObject, own, put } from '../../util/json/json.js';

/** What is special about the top of the value. */
export interface PruneOptions {
  /** Whether the value is a whole object, whose apiVersion, kind and metadata no schema needs to declare. @defaultValue false */
  readonly root?: boolean;
}

/** What the walk carries: where to write down what was dropped, if anybody wants to know. */
interface Walk {
  readonly path: string;
  readonly dropped: string[] | undefined;
}

const metaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** The fields of ObjectMeta: no schema decides about them. */
const knownMetaFields: ReadonlySet<string> = new Set(objectMetaFields);

/**
 * The value without the fields that the schema does not know; the same value where there are none.
 *
 * Under `x-kubernetes-preserve-unknown-fields` unknown fields stay, but declared ones below are pruned again. Under
 * `additionalProperties: true` keys stay and what is in them is pruned to nothing.
 *
 * @throws KubeError `schema-depth` for a schema that is nested more deeply than 500 levels.
 */
export function prune(value: unknown, schema: Schema, options: PruneOptions = {}): unknown {
  checkDepth(schema);
  return pruned(value, options.root === true ? rootOf(schema) : schema, { path: '', dropped: undefined });
}

/**
 * The paths that {@link prune} would drop, sorted, as strict field validation names them: `spec.ports[0].nmae`.
 *
 * @throws KubeError `schema-depth` for a schema that is nested more deeply than 500 levels.
 */
export function unknownFields(value: unknown, schema: Schema, options: PruneOptions = {}): readonly string[] {
  checkDepth(schema);
  const dropped: string[] = [];
  pruned(value, options.root === true ? rootOf(schema) : schema, { path: '', dropped });
  return dropped.sort();
}

const roots = new WeakMap<Schema, Schema>();

function rootOf(schema: Schema): Schema {
  const root = roots.get(schema) ?? { ...schema, 'x-kubernetes-embedded-resource': true };
  roots.set(schema, root);
  return root;
}

function pruned(value: unknown, schema: Schema | undefined, walk: Walk): unknown {
  if (schema === undefined) return emptied(value, walk);
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return preserved(value, schema, walk);
  if (isList(value)) return prunedList(value, (item, at) => pruned(item, schema.items, at), walk);
  return isObject(value) ? prunedObject(value, { schema, preserve: false, walk }) : value;
}

/** Where nothing is declared, lists stay and the objects in them lose all that they have. Lists may be nested without an end. */
function emptied(value: unknown, { path, dropped = [] }: Walk): unknown {
  const before = dropped.length;
  const result: unknown[] = [];
  const open: Emptying[] = [{ value, to: result, path }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) emptyOne(next, open, dropped);
  return dropped.length > before ? result[0] : value;
}

/** A value that is to be emptied, and the list that the result goes to. */
interface Emptying {
  readonly value: unknown;
  readonly to: unknown[];
  readonly path: string;
}

function emptyOne({ value, to, path }: Emptying, open: Emptying[], dropped: string[]): void {
  if (isList(value)) {
    const list: unknown[] = [];
    to.push(list);
    for (let index = value.length - 1; index >= 0; index -= 1) open.push({ value: value[index], to: list, path: `${path}[${index}]` });
  } else if (isObject(value)) {
    to.push({});
    for (const field of Object.keys(value)) dropped.push(`${path}.${field}`);
  } else to.push(value);
}

/** Where unknown fields stay, the items of lists keep theirs too; what is declared below is pruned again. */
function preserved(value: unknown, schema: Schema | undefined, walk: Walk): unknown {
  if (schema === undefined) return value;
  if (isList(value)) return prunedList(value, (item, at) => preserved(item, schema.items, at), walk);
  return isObject(value) ? prunedObject(value, { schema, preserve: true, walk }) : value;
}

function prunedList(value: readonly unknown[], step: (item: unknown, walk: Walk) => unknown, walk: Walk): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, item] of value.entries()) {
    const next = step(item, walk.dropped === undefined ? walk : { ...walk, path: `${walk.path}[${index}]` });
    if (next !== item) (copy ??= [...value])[index] = next;
  }
  return copy ?? value;
}

interface ObjectContext {
  readonly schema: Schema;
  readonly preserve: boolean;
  readonly walk: Walk;
}

function prunedObject(value: Readonly<Record<string, unknown>>, context: ObjectContext): unknown {
  const { schema, walk } = context;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const below = walk.dropped === undefined ? walk : { ...walk, path: walk.path === '' ? key : `${walk.path}.${key}` };
    const item = value[key];
    const next = embedded && metaFields.has(key) ? prunedMeta(key, item, below) : prunedField(key, item, { ...context, walk: below });
    if (next === item) continue;
    copy ??= { ...value };
    if (next === undefined)
      delete copy[key]; // eslint-disable-line @typescript-eslint/no-dynamic-delete -- the copy is ours
    else put(copy, key, next);
  }
  return copy ?? value;
}

/** The field's value, or undefined where it goes. */
function prunedField(key: string, item: unknown, { schema, preserve, walk }: ObjectContext): unknown {
  const property = own(schema.properties, key);
  if (property !== undefined) return pruned(item, property, walk);
  const additional = schema.additionalProperties;
  if (additional !== undefined) return pruned(item, typeof additional === 'object' ? additional : undefined, walk);
  if (preserve) return item;
  walk.dropped?.push(walk.path);
  return undefined;
}

function prunedMeta(key: string, item: unknown, walk: Walk): unknown {
  if (key !== 'metadata' || !isObject(item)) return item;
  const unknown = Object.keys(item).filter((name) => !knownMetaFields.has(name));
  if (unknown.length === 0) return item;
  walk.dropped?.push(...unknown.map((name) => `${walk.path}.${name}`));
  return Object.fromEntries(Object.entries(item).filter(([name]) => knownMetaFields.has(name)));
}
