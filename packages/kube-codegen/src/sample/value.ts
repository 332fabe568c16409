/** A value that a schema takes, with what is required and what has a default: {@link sampleOf}. Rules are not looked at. */
import { isObject, put } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import { asNumber } from '../model/fitting.js';
import { sampleText } from './text.js';

/**
 * @param at - Which of several that must differ, from 0: items of sets, keys of maps.
 * @returns the same for the same schema; undefined where nothing is found.
 */
export function sampleOf(schema: Schema, at = 0): unknown {
  const whole = withFirstArms(schema);
  if (whole.default !== undefined && at === 0) return structuredClone(whole.default);
  if (whole.example !== undefined && at === 0) return structuredClone(whole.example);
  const values = valuesOf(whole);
  if (values !== undefined) return structuredClone(values[Math.min(at, values.length - 1)]);
  if (whole['x-kubernetes-int-or-string'] === true) return whole.pattern === undefined ? numberOf(whole, true, at) : sampleText(whole, at);
  switch (whole.type) {
    case 'string':
      return sampleText(whole, at);
    case 'integer':
    case 'number':
      return numberOf(whole, whole.type === 'integer', at);
    case 'boolean':
      return at % 2 === 0;
    case 'array':
      return itemsOf(whole);
    case 'object':
      return fieldsOf(whole, at);
    default:
      return isObject(whole.properties) ? fieldsOf(whole, at) : {};
  }
}

/** The values that there may be; null is left out where there are others. */
function valuesOf({ enum: values, allOf = [] }: Schema): readonly unknown[] | undefined {
  const all = values ?? allOf.find((each) => each.enum !== undefined)?.enum;
  const said = all?.filter((value) => value !== null) ?? [];
  return said.length > 0 ? said : undefined;
}

/** With what the first member of each `oneOf` and `anyOf`, and all of `allOf`, ask for. */
function withFirstArms(schema: Schema): Schema {
  const arms = [schema.oneOf, schema.anyOf].flatMap((all) => all?.find((arm) => arm.not === undefined) ?? all?.[0] ?? []);
  return [...(schema.allOf ?? []), ...arms].reduce(both, schema);
}

function both(schema: Schema, { properties = {}, required = [], ...more }: Schema): Schema {
  const own = schema.properties ?? {};
  const joined = Object.entries(properties).map(([name, each]): [string, Schema] => [
    name,
    both(Object.hasOwn(own, name) ? (own[name] ?? {}) : {}, each),
  ]);
  return {
    ...more,
    ...schema,
    ...(more.enum !== undefined && { enum: more.enum }),
    ...(joined.length > 0 && { properties: { ...own, ...Object.fromEntries(joined) } }),
    ...(required.length > 0 && { required: [...new Set([...(schema.required ?? []), ...required])] }),
  };
}

function numberOf(schema: Schema, whole: boolean, at: number): number {
  const step = schema.multipleOf ?? 1;
  return asNumber(asNumber(1, whole, schema) + at * step, whole, schema);
}

/** One item where there may be one, so that its fields are seen. */
function itemsOf({ items = {}, minItems = 0, maxItems = Infinity, ...schema }: Schema): readonly unknown[] {
  const count = Math.min(Math.max(minItems, 1), maxItems);
  const differ = schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-list-type'] === 'map';
  const made = Array.from({ length: count }, (_, at): unknown => sampleOf(items, differ ? at : 0));
  return made.every((item) => item !== undefined) ? made : [];
}

function fieldsOf(schema: Schema, at: number): Record<string, unknown> {
  const { properties = {}, required = [], minProperties = 0, additionalProperties } = schema;
  const fields: Record<string, unknown> = schema['x-kubernetes-embedded-resource'] === true ? embedded() : {};
  for (const [name, each] of Object.entries(properties)) {
    if (!required.includes(name) && each.default === undefined) continue;
    const value = sampleOf(each, at);
    if (value !== undefined) put(fields, name, value);
  }
  const values = isObject(additionalProperties) ? additionalProperties : {};
  for (let more = 0; Object.keys(fields).length < minProperties && more < minProperties; more++) {
    const name = Object.keys(properties).find((each) => !Object.hasOwn(fields, each)) ?? `key${more === 0 ? '' : more + 1}`;
    put(fields, name, sampleOf(Object.hasOwn(properties, name) ? (properties[name] ?? {}) : values));
  }
  return fields;
}

const embedded = (): Record<string, unknown> => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'example' } });
