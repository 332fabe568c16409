/** Values of a schema as a union of literals: {@link enumShape}. */
import { isList } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import type { EnumNode, JsonValue } from '../model/schema-node.js';

/** @returns undefined where the values are none that TypeScript says as literals of one type. */
export function enumShape({ type, format, nullable, enum: direct, allOf = [] }: Schema): EnumNode | undefined {
  const [first] = allOf;
  const below = nullable === true && allOf.length === 1 ? first?.enum : undefined; // beside nullable they stand there
  const values = literalsOf(direct ?? below, type);
  if (values === undefined) return undefined;
  const fractions = values.some((value) => !Number.isInteger(value));
  const read = type === 'integer' || (type === 'number' && !fractions) ? 'integer' : type; // as a union of these is read
  const named = read === 'string' || read === 'integer' || read === 'number' || read === 'boolean' ? read : undefined;
  return named && { node: 'enum', type: named, values, ...(format !== undefined && /^[a-z0-9-]+$/.test(format) && { format }) };
}

const types: Readonly<Record<string, string>> = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' };

function literalsOf(values: readonly unknown[] | undefined, type: string | undefined): readonly JsonValue[] | undefined {
  if (!isList(values) || type === undefined || !Object.hasOwn(types, type)) return undefined;
  const literals = [...new Set(values)].filter((value): value is string | number | boolean => typeof value === types[type]);
  if (literals.length === 0 || literals.length < values.filter((value) => value !== null).length) return undefined;
  if (type === 'boolean' && literals.length === 2) return undefined; // they are any boolean
  return type === 'integer' && literals.some((value) => !Number.isInteger(value)) ? undefined : literals;
}
