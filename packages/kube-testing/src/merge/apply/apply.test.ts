import { isObject, objectAt, type JsonObject } from 'kube-core/json';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Schema, topologyOfCustomResource } from 'kube-core/schema';
import { serverSideApply, type ApplyCall } from './apply.js';
import { compareFields } from '../fields/compare.js';
import { fieldsOf, removeFields } from '../fields/of.js';
import { FieldSet } from '../fields/field-set.js';
import { capUpdaters, keepTimes, managersOf, readManagers, writeManagers } from '../managers/managed-fields.js';
import { trackUpdate, type Writing } from '../managers/update.js';
import { jsonPatch } from '../patch/json-patch.js';
import { mergePatch } from '../patch/merge-patch.js';

const text: Schema = { type: 'string' };
const schema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        word: text,
        set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
        whole: { type: 'array', items: text },
        map: { type: 'object', additionalProperties: text },
        items: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: text, value: text } },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
};
const topology = topologyOfCustomResource(schema);

const word = fc.constantFrom('a', 'b', 'c', 'é<');
const spec = fc.record(
  {
    word,
    set: fc.uniqueArray(word),
    whole: fc.array(word),
    map: fc.dictionary(word, word),
    items: fc.uniqueArray(fc.record({ name: word, value: word }, { requiredKeys: ['name'] }), { selector: ({ name }) => name }),
    free: fc.dictionary(word, fc.oneof(word, fc.array(word), fc.dictionary(word, word))),
  },
  { requiredKeys: [] },
);
const config = spec.map((value): JsonObject => ({ apiVersion: 'k.io/v1', kind: 'Part', metadata: { name: 'o' }, spec: value }));
const fields = config.map((value) => fieldsOf(value, topology));

const now = '2026-01-02T03:04:05Z';
const later = '2026-01-02T03:04:06Z';
const writing: Writing = { manager: 'a', apiVersion: 'k.io/v1', now, topology };

function applied(live: JsonObject | undefined, value: JsonObject, more: Partial<ApplyCall> = {}): JsonObject {
  const result = serverSideApply({ ...writing, kind: 'Part', live, config: value, ...more });
  if (result.outcome === 'conflict') throw result.refusal;
  return { ...result.object, metadata: { uid: 'u', ...objectAt(result.object, 'metadata') } };
}

describe('applying', () => {
  test('twice is applying once', () => {
    fc.assert(
      fc.property(config, (value) => {
        const once = applied(undefined, value);
        expect(keepTimes(once, applied(once, value, { now: later }))).toEqual(once);
      }),
    );
  });

  test('nothing removes what the only manager set', () => {
    fc.assert(
      fc.property(config, (value) => {
        const emptied = applied(applied(undefined, value), { ...value, spec: {} });
        expect(fieldsOf(emptied.spec, topology.map?.field('spec') ?? topology).isEmpty).toBe(true);
        expect([...managersOf(emptied).values()].map((manager) => manager.name)).toEqual(['a']);
      }),
    );
  });

  test('what another manager applied too keeps it when one of them lets go', () => {
    fc.assert(
      fc.property(config, (value) => {
        const shared = applied(applied(undefined, value), value, { manager: 'b' });
        const left = applied(shared, { ...value, spec: {} });
        expect(compareFields(shared, left, topology).removed.isEmpty).toBe(true);
      }),
    );
  });

  test('by force takes every field that it names from everybody else', () => {
    fc.assert(
      fc.property(config, config, (first, second) => {
        const both = applied(applied(undefined, first), second, { manager: 'b', force: true });
        const { added, modified } = compareFields(first, second, topology);
        const a = managersOf(both).get(JSON.stringify({ manager: 'a', operation: 'Apply' }))?.fields ?? FieldSet.empty;
        expect(a.intersection(modified.union(added)).isEmpty).toBe(true);
      }),
    );
  });
});

describe('an update', () => {
  test('gives its manager what it changed and takes it from others', () => {
    fc.assert(
      fc.property(config, config, (first, second) => {
        const live = applied(undefined, first);
        const next = trackUpdate(live, { ...live, spec: second.spec }, { ...writing, manager: 'b' });
        const changed = compareFields(live.spec, second.spec, topology.map?.field('spec') ?? topology);
        const owned = (name: string): FieldSet =>
          [...managersOf(next).values()].find((manager) => manager.name === name)?.fields.below('f:spec') ?? FieldSet.empty;
        const gained = changed.added.union(changed.modified);
        expect(owned('b').equals(gained)).toBe(true);
        expect(owned('a').intersection(gained.union(changed.removed)).isEmpty).toBe(true);
      }),
    );
  });

  test('leaves an object alone that nobody is noted for', () => {
    const live = { apiVersion: 'k.io/v1', kind: 'Part', metadata: { name: 'o', uid: 'u' }, spec: { word: 'a' } };
    expect(trackUpdate(live, { ...live, spec: { word: 'b' } }, writing)).toEqual({ ...live, spec: { word: 'b' } });
  });

  test('takes the managers of the live object where it brings an invalid list', () => {
    const live = applied(undefined, { apiVersion: 'k.io/v1', kind: 'Part', metadata: { name: 'o' }, spec: { word: 'a' } });
    const next = trackUpdate(
      live,
      { ...live, metadata: { ...objectAt(live, 'metadata'), managedFields: [{ operation: 'Nope' }] } },
      writing,
    );
    expect(next).toEqual(live);
  });
});

describe('a set of fields', () => {
  test('is the same after it was written and read', () => {
    fc.assert(
      fc.property(fields, (set) => {
        expect(FieldSet.parse(JSON.parse(JSON.stringify(set))).equals(set)).toBe(true);
        expect(FieldSet.of(...set.paths()).equals(set)).toBe(true);
      }),
    );
  });

  test('obeys the laws of sets', () => {
    fc.assert(
      fc.property(fields, fields, fields, (a, b, c) => {
        expect(a.union(b).equals(b.union(a))).toBe(true);
        expect(
          a
            .union(b)
            .union(c)
            .equals(a.union(b.union(c))),
        ).toBe(true);
        expect(a.union(a).equals(a)).toBe(true);
        expect(a.difference(a).isEmpty).toBe(true);
        expect(a.difference(b).union(a.intersection(b)).equals(a)).toBe(true);
        expect(a.union(b).difference(b).equals(a.difference(b))).toBe(true);
        expect(
          a
            .intersection(b)
            .paths()
            .every((path) => a.has(path) && b.has(path)),
        ).toBe(true);
      }),
    );
  });

  test('without another loses what is below it too', () => {
    const set = FieldSet.of(['f:a'], ['f:a', 'f:b'], ['f:c', 'f:d']);
    expect(set.without(FieldSet.of(['f:a'])).toJSON()).toEqual({ 'f:c': { 'f:d': {} } });
    expect(set.difference(FieldSet.of(['f:a'])).toJSON()).toEqual({ 'f:a': { 'f:b': {} }, 'f:c': { 'f:d': {} } });
  });

  test('leaves out steps of a kind that it does not know', () => {
    expect(FieldSet.parse({ 'x:new': {}, 'f:a': { '.': {}, 'v:1': {} } }).toJSON()).toEqual({ 'f:a': { '.': {}, 'v:1': {} } });
  });

  test('writes numbers in their order, keys whatever the order of their fields, and what HTML would misread escaped', () => {
    const set = FieldSet.parse({ 'v:10': {}, 'v:9': {}, 'k:{"b":1,"a":"<"}': {} });
    expect(Object.keys(set.toJSON())).toEqual(['k:{"a":"\\u003c","b":1}', 'v:9', 'v:10']);
    expect(() => FieldSet.parse({ 'k:{"a"': {} })).toThrow('is no path element');
  });

  test('taken from an object leaves nothing that it names', () => {
    fc.assert(
      fc.property(config, (value) => {
        const rest = removeFields(value, fieldsOf(value, topology), topology);
        expect(
          fieldsOf(rest, topology)
            .intersection(fieldsOf(value, topology))
            .paths()
            .every((path) => path.length === 1),
        ).toBe(true);
      }),
    );
  });
});

describe('the list of managers', () => {
  const entry = (manager: string, seconds: number, extra: object = {}): object => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: `2026-01-01T00:00:${String(seconds).padStart(2, '0')}Z`,
    fieldsType: 'FieldsV1',
    fieldsV1: { [`f:${manager}`]: {} },
    ...extra,
  });

  test('is written appliers first, then by time and name', () => {
    const list = [
      entry('b', 1),
      entry('a', 1),
      entry('z', 0),
      entry('q', 9, { operation: 'Apply' }),
      entry('a', 1, { subresource: 'status' }),
    ];
    const names = writeManagers(readManagers(list)).map(({ manager, subresource }) => `${manager ?? ''}${subresource ?? ''}`);
    expect(names).toEqual(['q', 'z', 'a', 'astatus', 'b']);
  });

  test('keeps ten updaters and merges the oldest of each version', () => {
    const capped = capUpdaters(readManagers(Array.from({ length: 13 }, (_, i) => entry(`m${i}`, i))));
    expect(capped.size).toBe(10);
    const ancient = [...capped.values()].find(({ name }) => name === 'ancient-changes');
    expect(ancient?.fields.toJSON()).toEqual({ 'f:m0': {}, 'f:m1': {}, 'f:m2': {}, 'f:m3': {} });
    expect(ancient?.time).toBe('2026-01-01T00:00:03Z');
  });
});

describe('patches', () => {
  const names = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'a/b~c');
  const document = fc.dictionary(names, fc.oneof(word, fc.dictionary(names, word)));

  test('leave the document that they were given as it was', () => {
    fc.assert(
      fc.property(document, document, (value, patch) => {
        const before = structuredClone(value);
        mergePatch(value, patch);
        jsonPatch(value, [{ op: 'add', path: '/new', value: 1 }]);
        expect(value).toEqual(before);
      }),
    );
  });

  test('a merge patch of a document makes that document out of nothing', () => {
    fc.assert(fc.property(document, (value) => expect(mergePatch({}, value)).toEqual(value)));
  });

  test('a JSON patch reaches every field by its escaped name', () => {
    fc.assert(
      fc.property(names, word, (name, value) => {
        const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const made = jsonPatch({}, [
          { op: 'add', path, value },
          { op: 'test', path, value },
        ]);
        expect(Object.entries(isObject(made) ? made : {})).toEqual([[name, value]]);
      }),
    );
  });
});
