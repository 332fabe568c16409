/** How deeply a schema may be nested here. Enter at {@link checkDepth}. */
import { KubeError } from '../errors.js';
import { isList, isObject } from '../util/json/json.js';
import type { Schema } from './types.js';

/**
 * The deepest schema that is read. Everything that walks a schema recurses, and values are walked no deeper than their schema, so that
 * this bounds the stack. The API server reads schemas of 5,000 levels; nobody writes one of a hundred.
 */
const deepest = 500;

const shallow = new WeakSet<Schema>();

/** @throws KubeError `schema-depth` for a schema that is nested more deeply than 500 levels. */
export function checkDepth(schema: Schema): void {
  if (!isObject(schema) || shallow.has(schema)) return;
  let level: readonly Schema[] = [schema];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) throw new KubeError('schema-depth', `the schema is nested more than ${deepest} levels deep: flatten it`);
    level = [...new Set(level.flatMap(subschemas))];
  }
  shallow.add(schema);
}

/** Whatever stands where schemas stand: nobody has checked yet that they have the form of some. */
function subschemas({ properties, additionalProperties, items, allOf, anyOf, oneOf, not }: Schema): readonly Schema[] {
  const lists = [allOf, anyOf, oneOf].filter(isList).flat();
  return [...(isObject(properties) ? Object.values(properties) : []), additionalProperties, items, not, ...lists].filter(isSchema);
}

const isSchema = (value: unknown): value is Schema => isObject(value);
