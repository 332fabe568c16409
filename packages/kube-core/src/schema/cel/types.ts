/**
 * What CEL sees of a schema and of the values it describes: objects with typed fields, maps, lists, integers as int.
 * Enter at {@link declareShape}.
 */
import type { Environment } from '@marcbachmann/cel-js';
import { Duration } from '@marcbachmann/cel-js/evaluator';
import { type CelType, parseType } from './check/type.js';
import { fieldNames, propertyOf } from './names.js';
import { parseDuration } from '../text/duration.js';
import type { Schema } from '../types.js';
import { sameFields } from './values.js';
import { isList, isObject, own } from '../../util/json/json.js';

/** A schema as CEL has it: the name of its type, and how its values become CEL's. */
export interface Shape {
  readonly type: string;
  readonly convert: (value: unknown, memo: Memo) => unknown;
}

/** What was converted already: a rule on a field shares the work of the rules above it. */
export type Memo = WeakMap<object, unknown>;

/** Declares the types of one schema in an environment of CEL, each once. */
export type Declare = (schema: Schema, options?: ShapeOptions) => Shape | undefined;

/** The fields of each class of objects that was declared, by the names that expressions have for them. */
export type Classes = Map<string, Readonly<Record<string, CelType>>>;

/** What is special about the place of a schema. */
export interface ShapeOptions {
  /** Whether the value is a whole object: CEL sees its apiVersion, kind and name then. */
  readonly root?: boolean;
}

/** A declarer of types in this environment. Data that no schema describes has no shape, and expressions cannot name it. */
export function declareShape(environment: Environment, classes: Classes): Declare {
  const known = new WeakMap<Schema, { readonly shape: Shape | undefined }>();
  const declare: Declare = (schema, options = {}) => {
    const found = known.get(schema);
    if (found !== undefined) return found.shape;
    const isResource = options.root === true || schema['x-kubernetes-embedded-resource'] === true;
    const shape = shapeOf(isResource ? withMeta(schema) : schema, { environment, classes, declare });
    known.set(schema, { shape });
    return shape;
  };
  return declare;
}

interface Context {
  readonly environment: Environment;
  readonly classes: Classes;
  readonly declare: Declare;
}

const text: Schema = { type: 'string' };
const visibleMeta: Schema = { type: 'object', properties: { name: text, generateName: text } };

function withMeta(schema: Schema): Schema {
  return { ...schema, type: 'object', properties: { ...schema.properties, apiVersion: text, kind: text, metadata: visibleMeta } };
}

const dynamic: Shape = { type: 'dyn', convert: (value) => (typeof value === 'number' ? toInt(value) : value) };

function shapeOf(schema: Schema, context: Context): Shape | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) return dynamic;
  switch (schema.type) {
    case 'array':
      return listShape(schema, context);
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? mapShape(schema.additionalProperties, context)
        : objectShape(schema, context);
    case 'string':
      return own(stringShapes, schema.format ?? '') ?? { type: 'string', convert: (value) => value };
    case 'integer':
      return { type: 'int', convert: (value) => (typeof value === 'number' ? toInt(value) : value) };
    case 'number':
      return { type: 'double', convert: (value) => (typeof value === 'bigint' ? Number(value) : value) };
    case 'boolean':
      return { type: 'bool', convert: (value) => value };
    default:
      return undefined;
  }
}

function toInt(value: number): unknown {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : value;
}

const timestamp: Shape = {
  type: 'google.protobuf.Timestamp',
  convert: (value) => (typeof value === 'string' ? new Date(value.toUpperCase()) : value),
};

/** Strings that are more than text by their format. */
const stringShapes: Readonly<Record<string, Shape>> = {
  date: timestamp,
  'date-time': timestamp,
  duration: { type: 'google.protobuf.Duration', convert: (value) => (typeof value === 'string' ? toDuration(value) : value) },
  byte: { type: 'bytes', convert: (value) => (typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value) },
};

const nanosecondsPerSecond = 1_000_000_000n;

function toDuration(value: string): Duration {
  const nanoseconds = parseDuration(value) ?? 0n;
  return new Duration(nanoseconds / nanosecondsPerSecond, Number(nanoseconds % nanosecondsPerSecond));
}

function listShape({ items }: Schema, { declare }: Context): Shape | undefined {
  const shape = items === undefined ? undefined : declare(items);
  if (shape === undefined) return undefined;
  return {
    type: `list<${shape.type}>`,
    convert: (value, memo) => (isList(value) ? remembered(value, memo, () => value.map((item) => shape.convert(item, memo))) : value),
  };
}

function mapShape(values: Schema, { declare }: Context): Shape | undefined {
  const shape = declare(values);
  if (shape === undefined) return undefined;
  return {
    type: `map<string, ${shape.type}>`,
    convert: (value, memo) => {
      if (!isObject(value)) return value;
      return remembered(value, memo, () => new Map(Object.entries(value).map(([key, item]) => [key, shape.convert(item, memo)])));
    },
  };
}

let counter = 0;

function objectShape(schema: Schema, { environment, classes, declare }: Context): Shape {
  const fields: { readonly name: string; readonly as: string; readonly shape: Shape }[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const shape = declare(property);
    if (shape !== undefined) fields.push(...fieldNames(name).map((as) => ({ name, as, shape })));
  }
  // CEL tells objects apart by their class, so that each schema has one.
  const Instance = class {};
  const type = `kube.Object${counter++}`;
  environment.registerType(type, {
    ctor: Instance,
    fields: Object.fromEntries(fields.map(({ as, shape }) => [propertyOf(as), shape.type])),
  });
  classes.set(type, Object.fromEntries(fields.map(({ as, shape }) => [as, parseType(shape.type)])));
  environment.registerOperator(`${type} == ${type}`, (a: object, b: object) => sameFields(a, b));
  environment.registerOperator(`${type} == null`, () => false);
  const instantiate = (value: Readonly<Record<string, unknown>>, memo: Memo): unknown => {
    const instance = new Instance();
    for (const { name, as, shape } of fields) {
      // To CEL a null is a field that is not there.
      if (Object.hasOwn(value, name) && value[name] !== null) Reflect.set(instance, propertyOf(as), shape.convert(value[name], memo));
    }
    return instance;
  };
  return { type, convert: (value, memo) => (isObject(value) ? remembered(value, memo, () => instantiate(value, memo)) : value) };
}

function remembered(value: object, memo: Memo, convert: () => unknown): unknown {
  const known = memo.get(value);
  if (known !== undefined) return known;
  const converted = convert();
  memo.set(value, converted);
  return converted;
}
