/** Two schemas of one field, and of everything below: {@link compareSchemas}. */
import { equal, own } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import { type FieldChange, type Severity, shown } from './change.js';
import { compareLimits, type Pair } from './limits.js';

/** The changes from one schema to the other, at the paths of their fields. */
export function compareSchemas(path: string, pair: Pair): readonly FieldChange[] {
  const { before, after } = pair;
  const typed = typeOf(before) === typeOf(after) ? [] : [typeChange(path, pair)];
  if (typed.some(({ severity }) => severity === 'breaking')) return typed; // what is below is another thing
  return [...typed, ...compareWords(path, pair), ...compareLimits(path, pair), ...compareParts(path, pair)];
}

/** The type as servers know it. */
function typeOf(schema: Schema): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'int-or-string';
  return schema.type ?? 'any';
}

/** What takes all that another takes. */
const wider: Readonly<Record<string, readonly string[]>> = {
  integer: ['number', 'int-or-string', 'any'],
  string: ['int-or-string', 'any'],
};

function typeChange(path: string, { before, after }: Pair): FieldChange {
  const [was, is] = [typeOf(before), typeOf(after)];
  const fits = is === 'any' || (own(wider, was) ?? []).includes(is);
  const message = `the type was ${was} and is ${is}`;
  return fits
    ? { severity: 'warning', rule: 'type-widened', path, message }
    : { severity: 'breaking', rule: 'type-changed', path, message };
}

function compareWords(path: string, { before, after }: Pair): readonly FieldChange[] {
  const say = (severity: Severity, rule: string, message: string): FieldChange => ({ severity, rule, path, message });
  const [wasNull, isNull] = [before.nullable === true, after.nullable === true];
  const [wasOpen, isOpen] = [keepsUnknown(before), keepsUnknown(after)];
  return [
    ...(wasNull && !isNull ? [say('breaking', 'nullable-removed', 'it may not be null any more')] : []),
    ...(!wasNull && isNull ? [say('warning', 'nullable-added', 'it may be null now: programs meet a null')] : []),
    ...(wasOpen && !isOpen ? [say('breaking', 'unknown-fields-pruned', 'fields that are not declared are dropped now: data is lost')] : []),
    ...(!wasOpen && isOpen ? [say('warning', 'unknown-fields-kept', 'fields that are not declared are kept now')] : []),
    ...compareDefault(say, { before, after }),
    ...compareTopology(say, { before, after }),
    ...(before.description === after.description ? [] : [say('info', 'description-changed', 'the description has changed')]),
  ];
}

const keepsUnknown = (schema: Schema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;

type Say = (severity: Severity, rule: string, message: string) => FieldChange;

function compareDefault(say: Say, { before, after }: Pair): readonly FieldChange[] {
  if (equal(before.default, after.default)) return [];
  if (before.default === undefined) return [say('warning', 'default-added', `the default ${shown(after.default)} is new`)];
  if (after.default === undefined) return [say('breaking', 'default-removed', `the default ${shown(before.default)} is gone`)];
  return [say('breaking', 'default-changed', `the default was ${shown(before.default)} and is ${shown(after.default)}`)];
}

const topology = [
  ['x-kubernetes-list-type', 'atomic'],
  ['x-kubernetes-list-map-keys', undefined],
  ['x-kubernetes-map-type', 'granular'],
  ['x-kubernetes-embedded-resource', false],
] as const;

/** Who applies the object owns other parts of it then. */
const compareTopology = (say: Say, { before, after }: Pair): readonly FieldChange[] =>
  topology.flatMap(([name, usual]) => {
    const [was, is] = [before[name] ?? usual, after[name] ?? usual];
    return equal(was, is) ? [] : [say('breaking', 'topology-changed', `${name} was ${shown(was)} and is ${shown(is)}`)];
  });

function compareParts(path: string, { before, after }: Pair): readonly FieldChange[] {
  return [
    ...compareFields(path, { before, after }),
    ...(before.items !== undefined && after.items !== undefined
      ? compareSchemas(`${path}[*]`, { before: before.items, after: after.items })
      : []),
    ...compareValues(path, { before, after }),
  ];
}

function compareFields(path: string, { before, after }: Pair): readonly FieldChange[] {
  const [was, is] = [before.properties ?? {}, after.properties ?? {}];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  const [needed, needs] = [new Set(before.required), new Set(after.required)];
  return names.flatMap((name) => {
    const at = path + accessOf(name);
    const [old, now] = [own(was, name), own(is, name)];
    if (now === undefined) return [fieldRemoved(at, after)];
    if (old === undefined) return [fieldAdded(at, now, needs.has(name))];
    return [
      ...compareRequired(at, { was: needed.has(name), is: needs.has(name), now }),
      ...compareSchemas(at, { before: old, after: now }),
    ];
  });
}

const accessOf = (name: string): string => (/^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);

function fieldRemoved(path: string, parent: Schema): FieldChange {
  const kept = keepsUnknown(parent) || (parent.additionalProperties !== undefined && parent.additionalProperties !== false);
  if (kept)
    return { severity: 'warning', rule: 'field-undeclared', path, message: 'the field is not declared any more; it is kept, unchecked' };
  return { severity: 'breaking', rule: 'field-removed', path, message: 'the field is gone: what objects have of it is dropped' };
}

function fieldAdded(path: string, field: Schema, required: boolean): FieldChange {
  const breaks = required && field.default === undefined;
  if (breaks) return { severity: 'breaking', rule: 'required-added', path, message: 'the field is new, and required without a default' };
  return { severity: 'info', rule: 'field-added', path, message: 'the field is new' };
}

function compareRequired(
  path: string,
  { was, is, now }: { readonly was: boolean; readonly is: boolean; readonly now: Schema },
): readonly FieldChange[] {
  if (was === is) return [];
  if (is && now.default === undefined)
    return [{ severity: 'breaking', rule: 'required-added', path, message: 'the field is required now' }];
  if (is) return [{ severity: 'info', rule: 'required-added', path, message: 'the field is required now, and has a default' }];
  return [
    { severity: 'warning', rule: 'required-removed', path, message: 'the field may be missing now: programs that read it meet nothing' },
  ];
}

function compareValues(path: string, { before, after }: Pair): readonly FieldChange[] {
  const [was, is] = [before.additionalProperties, after.additionalProperties];
  if (typeof was === 'object' && typeof is === 'object') return compareSchemas(`${path}.*`, { before: was, after: is });
  const [had, has] = [was !== undefined && was !== false, is !== undefined && is !== false];
  if (had && !has && !keepsUnknown(after))
    return [
      { severity: 'breaking', rule: 'map-closed', path, message: 'other names than those that are declared are dropped now: data is lost' },
    ];
  return [];
}
