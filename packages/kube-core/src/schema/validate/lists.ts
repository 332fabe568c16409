/** Uniqueness in lists of `x-kubernetes-list-type` set and map. Enter at {@link validateLists}. */
import { type SchemaPlace, anywhere, descend } from '../descend.js';
import { invalid, named } from '../findings.js';
import type { Finding, Schema } from '../types.js';
import { canonicalJson, isList, isObject, own } from '../../util/json/json.js';
import { printed } from '../printed.js';

const hasUniqueLists = anywhere((schema) => isUnique(schema));

function isUnique(schema: Schema): boolean {
  const type = schema['x-kubernetes-list-type'];
  return type === 'set' || type === 'map';
}

/** The duplicates in a value, each said once, at its second occurrence. */
export function validateLists(value: unknown, schema: Schema): readonly Finding[] {
  const findings: Finding[] = [];
  visit({ value, schema, path: '' }, findings);
  return findings;
}

function visit(place: SchemaPlace, findings: Finding[]): void {
  if (!hasUniqueLists(place.schema)) return;
  if (isList(place.value) && isUnique(place.schema)) checkUnique(place.value, place, findings);
  for (const below of descend(place)) visit(below, findings);
}

function checkUnique(list: readonly unknown[], { schema, path }: SchemaPlace, findings: Finding[]): void {
  const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : undefined;
  const counts = new Map<string, number>();
  for (const [index, item] of list.entries()) {
    if (keys !== undefined && !isObject(item)) {
      findings.push(invalid(`${path}[${index}]`, item, 'must be an object for an array of list-type map'));
      continue;
    }
    const identity = keys === undefined ? item : identityOf(item, keys);
    const text = canonicalJson(identity);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    if (count !== 2) continue;
    const duplicate = { path: `${path}[${index}]`, code: 'FieldValueDuplicate', message: `Duplicate value: ${printed(identity)}` };
    findings.push(named(duplicate, 'unique'));
  }
}

/** The keys of an item that are there. */
function identityOf(item: unknown, keys: readonly string[]): unknown {
  if (!isObject(item)) return item;
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(item, key)).map((key) => [key, own(item, key)]));
}
