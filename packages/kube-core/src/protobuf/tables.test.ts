import { describe, expect, test } from '@jest/globals';
import { resolved, resources, schemaNameOf, schemaOf, referenceOf, type OpenApiSchema } from '../openapi/index.js';
import { counts, shapes, type Field, type Message } from './message.js';
import { packages } from './packages.js';
import { loadTable, messageFor } from './tables.js';

const kinds = resources().filter(({ verbs }) => verbs.length > 0);
const apiVersionOf = ({ group, version }: { readonly group: string; readonly version: string }): string =>
  group === '' ? version : `${group}/${version}`;

/** The fields that stand in the object of a message, those of messages without a name of their own among them. */
function fieldsOf(message: Message): readonly Field[] {
  const fields = message.fields.filter((field) => field !== undefined);
  return fields.flatMap((field) => (field.shape === shapes.inline ? fieldsOf(field.message) : [field]));
}

/** The types in OpenAPI that a value may have. */
const types: Readonly<Record<number, readonly (string | undefined)[]>> = {
  [shapes.string]: ['string'],
  [shapes.bool]: ['boolean'],
  [shapes.int32]: ['integer'],
  [shapes.int64]: ['integer'],
  [shapes.double]: ['number'],
  [shapes.bytes]: ['string'],
  [shapes.message]: ['object'],
  [shapes.time]: ['string'],
  [shapes.microtime]: ['string'],
  [shapes.quantity]: ['string', undefined],
  [shapes.intorstring]: ['string', undefined],
  [shapes.json]: ['object', undefined],
  [shapes.strings]: ['array'],
};

/** What of a schema and what is reached from it is otherwise in the tables. */
function differences(name: string, message: Message, seen: Set<string>): string[] {
  const schema = schemaOf(name);
  if (schema?.properties === undefined || seen.has(name)) return [];
  seen.add(name);
  const fields = new Map(fieldsOf(message).map((field) => [field.name, field]));
  const found = [...fields.keys()]
    .filter((field) => schema.properties?.[field] === undefined)
    .map((field) => `${name}.${field} is not in JSON`);
  for (const [property, given] of Object.entries(schema.properties)) {
    const field = fields.get(property);
    if (field !== undefined) found.push(...differencesOf(`${name}.${property}`, field, { given, seen }));
    else if (property !== 'apiVersion' && property !== 'kind') found.push(`${name}.${property} has no number`);
  }
  return found;
}

function differencesOf(place: string, field: Field, { given, seen }: { given: OpenApiSchema; seen: Set<string> }): string[] {
  const whole = resolved(given);
  const part = field.count === counts.list ? whole.items : field.count === counts.map ? whole.additionalProperties : given;
  if (typeof part !== 'object') return [`${place} is one value, and no list or map`];
  const { type } = resolved(part);
  const allowed = types[field.shape];
  if (allowed !== undefined && !allowed.includes(type)) return [`${place} is ${String(type)}, and none of ${String(allowed)}`];
  const name = referenceOf(part);
  return field.shape === shapes.message && name !== undefined ? differences(name, field.message, seen) : [];
}

describe('the tables of Protobuf', () => {
  test('have every field of every built-in kind, and no other', async () => {
    const seen = new Set<string>();
    const found: string[] = [];
    for (const kind of kinds) {
      expect(await loadTable(kind)).toBe(true);
      const [name, message] = [schemaNameOf(kind), messageFor(apiVersionOf(kind), kind.kind)];
      found.push(...(name === undefined || message === undefined ? [`there is no ${kind.kind}`] : differences(name, message, seen)));
    }
    expect(found).toEqual([]);
    expect(seen.size).toBeGreaterThan(500);
  });

  test('mention no message that they do not have', async () => {
    const all = await Promise.all(packages.map(async ({ group, version, load }) => ({ group, version, facts: (await load()).facts })));
    for (const { group, version, facts } of all) {
      await loadTable({ group, version });
      for (const [name] of facts.matchAll(/^[A-Z]\w*$/gm)) expect(messageFor(apiVersionOf({ group, version }), name)?.fields).toBeDefined();
    }
  });

  test('have nothing of a group that is not built in', async () => {
    expect(await loadTable({ group: 'example.com', version: 'v1' })).toBe(false);
    expect(messageFor('example.com/v1', 'Website')).toBeUndefined();
  });
});
