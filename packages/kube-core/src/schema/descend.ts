/** Walks a value and its schema side by side. Enter at {@link descend}. */
import type { Schema } from './types.js';
import { isList, isObject, own } from '../util/json/json.js';

/** One place of a value, with the schema that is about it. */
export interface SchemaPlace {
  readonly value: unknown;
  readonly schema: Schema;
  /** As the server writes it where it walks a structural schema: `spec.ports[0].name`, and `spec.labels[app]` for keys of maps. */
  readonly path: string;
}

/** The places directly below: properties, values of maps, items. */
export function* descend({ value, schema, path }: SchemaPlace): Generator<SchemaPlace> {
  if (isList(value)) {
    const { items } = schema;
    if (items !== undefined) for (const [index, item] of value.entries()) yield { value: item, schema: items, path: `${path}[${index}]` };
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const property = own(schema.properties, key);
    const { additionalProperties } = schema;
    if (property !== undefined) yield { value: value[key], schema: property, path: path === '' ? key : `${path}.${key}` };
    else if (typeof additionalProperties === 'object') yield { value: value[key], schema: additionalProperties, path: `${path}[${key}]` };
  }
}

/** A question to every schema below one, answered once for each. */
export function anywhere(holds: (schema: Schema) => boolean): (schema: Schema) => boolean {
  const answers = new WeakMap<Schema, boolean>();
  const ask = (schema: Schema): boolean => {
    const known = answers.get(schema);
    if (known !== undefined) return known;
    const answer = holds(schema) || schemasBelow(schema).some(ask);
    answers.set(schema, answer);
    return answer;
  };
  return ask;
}

function schemasBelow({ properties = {}, additionalProperties, items }: Schema): readonly Schema[] {
  return [
    ...Object.values(properties),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...(items === undefined ? [] : [items]),
  ];
}
