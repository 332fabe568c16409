/** What the change of a definition breaks, rule by rule. */
import { describe, expect, test } from '@jest/globals';
import { readDefinitions, type Definition } from '../src/crd/definition.js';
import { diffDefinitions, isBreaking } from '../src/diff/diff.js';
import { diffTexts } from '../src/diff/texts.js';

type Json = Record<string, unknown>;

const spec = (properties: Json, more: Json = {}): Json => ({
  type: 'object',
  properties: { spec: { type: 'object', properties, ...more } },
});

const version = (schema: Json, more: Json = {}): Json => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: schema },
  ...more,
});

async function read(versions: readonly Json[], more: Json = {}): Promise<Definition> {
  const { status, ...rest } = more;
  const value = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'lamps.example.com' },
    spec: { group: 'example.com', scope: 'Namespaced', names: { kind: 'Lamp', plural: 'lamps', shortNames: ['la'] }, versions, ...rest },
    ...(status !== undefined && { status }),
  };
  const { definitions } = await readDefinitions('crd.yaml', JSON.stringify(value));
  return definitions[0]!;
}

async function changes(before: Definition, after: Definition): Promise<readonly string[]> {
  return diffDefinitions(before, after).map(({ severity, rule, path = '' }) => `${severity} ${rule} ${path}`.trim());
}

/** From a field `a` of one schema to a field `a` of another. */
const ofField = async (before: Json, after: Json): Promise<readonly string[]> =>
  changes(await read([version(spec({ a: before }))]), await read([version(spec({ a: after }))]));

const text = { type: 'string' };
const list = { type: 'array', items: text };
const map = { type: 'object', additionalProperties: text };
const open = { type: 'object', properties: { b: text }, 'x-kubernetes-preserve-unknown-fields': true };

describe('a field', () => {
  test.each<[string, Json, Json, readonly string[]]>([
    ['stays', text, text, []],
    ['is of another type', text, { type: 'integer' }, ['breaking type-changed .spec.a']],
    ['takes strings beside numbers', { type: 'integer' }, { 'x-kubernetes-int-or-string': true }, ['warning type-widened .spec.a']],
    ['takes numbers alone', { 'x-kubernetes-int-or-string': true }, { type: 'integer' }, ['breaking type-changed .spec.a']],
    ['has a new limit', text, { ...text, maxLength: 3 }, ['breaking limit-tightened .spec.a']],
    ['has a lower limit', { ...text, maxLength: 3 }, { ...text, maxLength: 2 }, ['breaking limit-tightened .spec.a']],
    ['has a higher limit', { ...text, maxLength: 3 }, { ...text, maxLength: 4 }, ['info limit-loosened .spec.a']],
    ['has a higher minimum', { type: 'integer', minimum: 0 }, { type: 'integer', minimum: 1 }, ['breaking limit-tightened .spec.a']],
    ['has a lower minimum', { type: 'integer', minimum: 1 }, { type: 'integer', minimum: 0 }, ['info limit-loosened .spec.a']],
    [
      'leaves its minimum out',
      { type: 'integer', minimum: 1 },
      { type: 'integer', minimum: 1, exclusiveMinimum: true },
      ['breaking limit-tightened .spec.a'],
    ],
    ['has another pattern', { ...text, pattern: 'a' }, { ...text, pattern: 'b' }, ['breaking pattern-changed .spec.a']],
    ['has no pattern', { ...text, pattern: 'a' }, text, ['info pattern-removed .spec.a']],
    ['has another format', { ...text, format: 'ipv4' }, { ...text, format: 'ipv6' }, ['breaking format-changed .spec.a']],
    ['has values', text, { ...text, enum: ['x'] }, ['breaking enum-added .spec.a']],
    ['has fewer values', { ...text, enum: ['x', 'y'] }, { ...text, enum: ['x'] }, ['breaking enum-narrowed .spec.a']],
    ['has more values', { ...text, enum: ['x'] }, { ...text, enum: ['x', 'y'] }, ['warning enum-widened .spec.a']],
    ['has any value', { ...text, enum: ['x'] }, text, ['warning enum-removed .spec.a']],
    ['has a default', text, { ...text, default: 'x' }, ['warning default-added .spec.a']],
    ['has another default', { ...text, default: 'x' }, { ...text, default: 'y' }, ['breaking default-changed .spec.a']],
    ['has no default', { ...text, default: 'x' }, text, ['breaking default-removed .spec.a']],
    ['may be null', text, { ...text, nullable: true }, ['warning nullable-added .spec.a']],
    ['may not be null', { ...text, nullable: true }, text, ['breaking nullable-removed .spec.a']],
    ['is a set', list, { ...list, 'x-kubernetes-list-type': 'set' }, ['breaking topology-changed .spec.a']],
    ['says what it was', list, { ...list, 'x-kubernetes-list-type': 'atomic' }, []],
    ['loses what it does not declare', open, { type: 'object', properties: { b: text } }, ['breaking unknown-fields-pruned .spec.a']],
    ['keeps what it does not declare', { type: 'object', properties: { b: text } }, open, ['warning unknown-fields-kept .spec.a']],
    ['is no map any more', map, { type: 'object', properties: { b: text } }, ['breaking map-closed .spec.a', 'info field-added .spec.a.b']],
    ['has items with limits', list, { ...list, items: { ...text, maxLength: 3 } }, ['breaking limit-tightened .spec.a[*]']],
    ['has values with limits', map, { ...map, additionalProperties: { ...text, maxLength: 3 } }, ['breaking limit-tightened .spec.a.*']],
    ['has a rule', text, { ...text, 'x-kubernetes-validations': [{ rule: "self != ''" }] }, ['breaking rule-added .spec.a']],
    ['has no rule', { ...text, 'x-kubernetes-validations': [{ rule: "self != ''" }] }, text, ['info rule-removed .spec.a']],
    [
      'has a rule of another message',
      { ...text, 'x-kubernetes-validations': [{ rule: 'true' }] },
      { ...text, 'x-kubernetes-validations': [{ rule: 'true', message: 'x' }] },
      [],
    ],
    ['has a junctor', text, { ...text, oneOf: [{ pattern: 'a' }] }, ['breaking junctor-changed .spec.a']],
    ['has other words', text, { ...text, description: 'x' }, ['info description-changed .spec.a']],
  ])('that %s', async (_, before, after, expected) => {
    expect(await ofField(before, after)).toEqual(expected);
  });

  test('that goes, comes, or is required', async () => {
    const of = (properties: Json, required: readonly string[] = []) =>
      read([version(spec(properties, required.length > 0 ? { required } : {}))]);
    expect(await changes(await of({ a: text, b: text }), await of({ b: text }))).toEqual(['breaking field-removed .spec.a']);
    expect(await changes(await of({ b: text }), await of({ a: text, b: text }))).toEqual(['info field-added .spec.a']);
    expect(await changes(await of({ b: text }), await of({ a: text, b: text }, ['a']))).toEqual(['breaking required-added .spec.a']);
    expect(await changes(await of({ b: text }), await of({ 'a b': { ...text, default: 'x' }, b: text }, ['a b']))).toEqual([
      'info field-added .spec["a b"]',
    ]);
    expect(await changes(await of({ a: text }), await of({ a: text }, ['a']))).toEqual(['breaking required-added .spec.a']);
    expect(await changes(await of({ a: text }, ['a']), await of({ a: text }))).toEqual(['warning required-removed .spec.a']);
  });
});

describe('a kind', () => {
  const plain = spec({ a: text });
  test('that moves to another scope or name', async () => {
    const before = await read([version(plain)]);
    expect(await changes(before, await read([version(plain)], { scope: 'Cluster' }))).toEqual(['breaking scope-changed']);
    expect(await changes(before, await read([version(plain)], { names: { kind: 'Lamps', plural: 'lamps' } }))).toEqual([
      'breaking name-changed',
      'breaking name-changed',
      'warning name-changed',
      'warning short-name-removed',
    ]);
  });

  test('that drops a version, or stores in another', async () => {
    const both = (v1: Json, v2: Json, more: Json = {}) =>
      read([version(plain, v1), version(spec({ b: text }), { name: 'v2', ...v2 })], more);
    const before = await both({}, { storage: false });
    expect(await changes(before, await read([version(plain)]))).toEqual(['breaking version-removed']);
    expect(await changes(before, await both({ served: false }, { storage: false }))).toEqual(['breaking version-unserved']);
    expect(await changes(before, await both({ storage: false }, {}))).toEqual(['breaking storage-moved', 'warning versions-disagree']);
    const conversion = { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'https://example.com' } } };
    expect(await changes(before, await both({ storage: false }, {}, { conversion }))).toEqual(['warning storage-moved']);
    const stored = await both({}, { storage: false }, { status: { storedVersions: ['v2', 'v1'] } });
    expect(await changes(stored, await read([version(plain)]))).toEqual(['breaking version-removed', 'breaking stored-version-removed']);
  });

  test('that loses a subresource, a column or a selectable field', async () => {
    const before = await read([
      version(plain, {
        subresources: { status: {}, scale: { specReplicasPath: '.spec.a', statusReplicasPath: '.status.a' } },
        additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.spec.a' }],
        selectableFields: [{ jsonPath: '.spec.a' }],
      }),
    ]);
    expect(await changes(before, await read([version(plain)]))).toEqual([
      'breaking subresource-changed',
      'breaking subresource-changed',
      'breaking selectable-field-removed',
      'info column-removed',
    ]);
    expect(isBreaking(diffDefinitions(before, before))).toBe(false);
  });
});

test('texts are compared by the names of their definitions; one on either side is one', async () => {
  const text = (kind: string, type: string): { name: string; text: string } => ({
    name: `${kind}.json`,
    text: JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${kind}s.example.com` },
      spec: { group: 'example.com', scope: 'Namespaced', names: { kind, plural: `${kind}s` }, versions: [version(spec({ a: { type } }))] },
    }),
  });
  const rulesOf = async (before: { name: string; text: string }[], after: typeof before): Promise<unknown> => {
    const { definitions, diagnostics } = await diffTexts(before, after);
    expect(diagnostics).toEqual([]);
    return definitions.map(({ name, changes: all }) => [name, all.map(({ rule }) => rule)]);
  };
  expect(await rulesOf([text('lamp', 'string')], [text('lamp', 'integer')])).toEqual([['lamps.example.com', ['type-changed']]]);
  expect(await rulesOf([text('lamp', 'string'), text('door', 'string')], [text('door', 'string'), text('lid', 'string')])).toEqual([
    ['doors.example.com', []],
    ['lamps.example.com', ['definition-removed']],
    ['lids.example.com', ['definition-added']],
  ]);
  const { definitions, diagnostics } = await diffTexts([{ name: 'a.yaml', text: 'a: [' }], []);
  expect([definitions, diagnostics.map(({ code }) => code)]).toEqual([[], ['KC901']]);
});
