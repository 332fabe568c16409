/**
 * The generics of TypeScript's library that objects of an API are written with: Array, Record, Partial, Pick and their kin.
 * Enter at {@link readUtility}.
 */
import type { ts } from 'ts-morph';
import { withoutReference } from '../builtin/expand.js';
import { type ObjectNode, type Property, type SchemaNode, writtenName } from '../model/schema-node.js';
import { orChecked, readChecked } from './checked/read-checked.js';
import { listOf } from './known-types.js';
import { originOf, protoRefused, type Reader, refuse, type Scope } from './reader.js';
import { enumOf } from './values/combine.js';

interface Utility {
  readonly name: string;
  readonly args: readonly ts.TypeNode[];
  readonly at: ts.Node;
}

const optional = (property: Property): Property => ({ ...property, required: false });
const required = (property: Property): Property => ({ ...property, required: true });

const mapped: Readonly<Record<string, (properties: readonly Property[], keys: readonly unknown[]) => readonly Property[]>> = {
  Partial: (properties) => properties.map(optional),
  Required: (properties) => properties.map(required),
  Readonly: (properties) => properties,
  Pick: (properties, keys) => properties.filter((property) => keys.includes(writtenName(property))),
  Omit: (properties, keys) => properties.filter((property) => !keys.includes(writtenName(property))),
};

/** `unknown`: the name is none of them. */
export function readUtility(reader: Reader, utility: Utility, scope: Scope): SchemaNode | 'unknown' | undefined {
  const [first, second] = utility.args;
  if (first === undefined) return 'unknown';
  if (utility.name === 'Array' || utility.name === 'ReadonlyArray') return readArray(reader, first, scope);
  if (utility.name === 'Record' && second !== undefined) return readRecord(reader, { key: first, value: second, at: utility.at }, scope);
  if (utility.name === 'NonNullable') return readNonNullable(reader, first, scope);
  if (utility.name === 'Exclude' || utility.name === 'Extract') return readChoice(reader, utility, scope);
  if (computed.has(utility.name)) return readChecked(reader, utility.at, scope);
  const change = Object.hasOwn(mapped, utility.name) ? mapped[utility.name] : undefined;
  return change === undefined ? 'unknown' : readMapped(reader, { ...utility, change }, scope);
}

/** Generics of the library that only the checker can work out. */
const computed: ReadonlySet<string> = new Set(
  'Awaited Capitalize ConstructorParameters InstanceType Lowercase NoInfer Parameters ReturnType Uncapitalize Uppercase'.split(' '),
);

/** Values are chosen in the order in which they are written. */
function readChoice(reader: Reader, { name, args, at }: Utility, scope: Scope): SchemaNode | undefined {
  const attempt = (quiet: Reader): SchemaNode | undefined => {
    const [from, by] = args.map((each) => quiet.read(quiet, each, scope));
    if (from?.node !== 'enum' || by?.node !== 'enum') return undefined;
    const values = from.values.filter((value) => by.values.includes(value) === (name === 'Extract'));
    return values.length === 0 ? undefined : { ...enumOf(values), ...(from.nullable === true && { nullable: true }) };
  };
  return orChecked(reader, { at, attempt }, scope);
}

function readArray(reader: Reader, element: ts.TypeNode, scope: Scope): SchemaNode | undefined {
  const items = reader.read(reader, element, scope);
  return items === undefined ? undefined : listOf(items);
}

function readNonNullable(reader: Reader, type: ts.TypeNode, scope: Scope): SchemaNode | undefined {
  const node = reader.read(reader, type, scope);
  if (node === undefined) return undefined;
  const { nullable: _nullable, ...rest } = node;
  return rest;
}

function readRecord(reader: Reader, record: { key: ts.TypeNode; value: ts.TypeNode; at: ts.Node }, scope: Scope): SchemaNode | undefined {
  const key = record.key.getText(scope.unit.ast);
  const values = reader.read(reader, record.value, scope);
  if (key === 'string')
    return values === undefined ? undefined : values.node === 'json' && values.nullable !== true ? anyMap : { node: 'map', values };
  const keys = key === 'number' ? undefined : reader.read(reader, record.key, scope);
  if (keys?.node === 'enum' && keys.type === 'string')
    return values === undefined ? undefined : readFixedRecord(reader, { ...record, names: keys.values.filter(isText), values }, scope);
  if (keys?.node === 'scalar' && keys.type === 'string') {
    const { minLength, maxLength, pattern } = keys.constraints ?? {};
    const limits = {
      ...(minLength === undefined ? {} : { minLength }),
      ...(maxLength === undefined ? {} : { maxLength }),
      ...(pattern === undefined ? {} : { pattern }),
    };
    return values === undefined ? undefined : { node: 'map', values, keys: limits };
  }
  return refuse(reader, originOf(scope, record.key), {
    code: 'KC301',
    message: 'the keys of a map are strings',
    help: 'write Record<string, …>',
  });
}

function readFixedRecord(
  reader: Reader,
  { key, names, values }: { key: ts.TypeNode; names: readonly string[]; values: SchemaNode },
  scope: Scope,
): SchemaNode | undefined {
  if (names.includes('__proto__')) return refuse(reader, originOf(scope, key), protoRefused);
  return { node: 'object', properties: names.map((name) => ({ name, required: true, node: values })) };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Its keys are visible to rules, unlike those of an object that keeps what it does not know. */
const anyMap: SchemaNode = { node: 'map', values: { node: 'json' } };

function readMapped(
  reader: Reader,
  utility: Utility & { change: NonNullable<(typeof mapped)[string]> },
  scope: Scope,
): SchemaNode | undefined {
  const [first, second] = utility.args;
  const read = first === undefined ? undefined : reader.read(reader, first, scope);
  const node = read === undefined || utility.name === 'Readonly' ? read : withoutReference(read);
  const keys = second === undefined ? undefined : reader.read(reader, second, scope);
  if (node === undefined || (second !== undefined && keys === undefined)) return undefined;
  const names = keys?.node === 'enum' ? keys.values : [];
  const apply = (object: ObjectNode): ObjectNode => ({ ...withoutName(object), properties: utility.change(object.properties, names) });
  if (node.node === 'object') return apply(node);
  if (node.node === 'union') return { ...withoutName(node), arms: node.arms.map(apply) };
  if (utility.name === 'Readonly') return node;
  return refuse(reader, originOf(scope, utility.at), { code: 'KC301', message: `${utility.name} applies to objects` });
}

function withoutName<N extends SchemaNode>(node: N): N {
  const { declared: _declared, ...rest } = node;
  return rest as N; // an optional property less: the same node
}
