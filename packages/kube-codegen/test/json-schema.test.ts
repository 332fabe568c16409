/** JSON Schema of kinds: what an editor that has it says of objects, beside what a server says; and of which versions there is one. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { objectAt } from 'kube-core/json';
import { type Schema, validator } from 'kube-core/schema';
import { parse } from 'yaml';
import { type GeneratedFile, generate } from '../src/generate.js';
import { casesIn, compile } from './cases.js';
import { editorOf } from './editor.js';
import { sources } from './sources.js';

const compiled = (text: string): readonly GeneratedFile[] =>
  generate(['menu.crd.ts'], { readFile: (path) => (path === 'menu.crd.ts' ? text : undefined), jsonSchemas: 'deploy/schemas' }).files;

const files = compiled(`import type { KubeObject } from 'kube-core';
  import type { DateTime, Double, Duration, Int32, IntOrString, Json, Quantity } from 'kube-core/types';
  /** A menu.
   *  @kube group=example.com version=v1 kind=Menu */
  export interface MenuSpec {
    /** What it is called.
     *  @minLength 1 @maxLength 5 @pattern ^[a-z]+$ */
    name: string;
    /** @default 3 */
    size: Int32;
    /** @exclusiveMinimum 0 @exclusiveMaximum 1 */
    share?: Double;
    color?: 'red' | 'blue' | null;
    note?: string | null;
    port?: IntOrString;
    memory?: Quantity;
    timeout?: Duration;
    at?: DateTime;
    /** @pattern ^\\pL+$ */
    letters?: string;
    /** @listType set */
    tags?: string[];
    labels?: Record<string, string>;
    open?: Json;
    template?: KubeObject;
    source?: { kind: 'git'; url: string } | { kind: 'text'; text: string };
    deep?: { a: { b: Int32 } };
  }
  export interface MenuStatus { seen?: Int32 }`);

interface Crd {
  readonly spec: { readonly versions: readonly [{ readonly schema: { readonly openAPIV3Schema: Schema } }] };
}
const server = validator((parse(files.find(({ path }) => path.endsWith('.yaml'))!.text) as Crd).spec.versions[0].schema.openAPIV3Schema);
const editor = editorOf(files);

const menu = (spec: object) => ({ apiVersion: 'example.com/v1', kind: 'Menu', metadata: { name: 'one' }, spec: { name: 'abc', ...spec } });

describe('an editor and a server agree', () => {
  const good: readonly object[] = [
    {},
    { size: 1, share: 0.5 },
    { color: null, note: null },
    { color: 'red', note: '' },
    { port: 80, memory: '1Gi' },
    { port: 'http', memory: 1 },
    { timeout: '1h30m', at: '2026-01-02T03:04:05Z' },
    { letters: 'äöü' },
    { tags: ['a', 'b'], labels: { any: 'b' } },
    { open: [{ a: null }] },
    { template: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', creationTimestamp: null }, spec: { a: 1 } } },
    { source: { kind: 'git', url: 'a' } },
    { deep: { a: { b: 1 } } },
  ];
  test.each(good)('that nothing is wrong with %j', (spec) => {
    expect([server.validate(menu(spec)), editor(menu(spec))]).toEqual([[], []]);
  });

  const bad: readonly (readonly [spec: object, says: string])[] = [
    [{ name: undefined }, ".spec should have required property 'name'"],
    [{ name: '' }, '.spec.name should NOT be shorter than 1 characters'],
    [{ name: 'abcdef' }, '.spec.name should NOT be longer than 5 characters'],
    [{ name: 'A' }, '.spec.name should match pattern "^[a-z]+$"'],
    [{ size: 1.5 }, '.spec.size should be integer'],
    [{ share: 0 }, '.spec.share should be > 0'],
    [{ share: 1 }, '.spec.share should be < 1'],
    [{ color: 'green' }, '.spec.color should be equal to one of the allowed values'],
    [{ note: 1 }, '.spec.note should be string,null'],
    [{ port: true }, '.spec.port should be integer'],
    [{ at: 'today' }, '.spec.at should match format "date-time"'],
    [{ tags: ['a', 'a'] }, '.spec.tags should NOT have duplicate items (items ## 1 and 0 are identical)'],
    [{ labels: { any: 1 } }, ".spec.labels['any'] should be string"],
    [{ template: { kind: 'Pod' } }, ".spec.template should have required property 'apiVersion'"],
    [{ source: { kind: 'file' } }, '.spec.source.kind should be equal to one of the allowed values'],
    [{ deep: { a: {} } }, ".spec.deep.a should have required property 'b'"],
  ];
  test.each(bad)('that something is wrong with %j', (spec, says) => {
    expect(server.validate(menu(spec))).not.toEqual([]);
    expect(editor(menu(spec))).toContain(says);
  });

  test.each([{ nmae: 'a' }, { deep: { a: { b: 1 }, c: 1 } }])('that there is no such field in %j', (spec) => {
    expect(server.unknownFields(menu(spec))).not.toEqual([]);
    expect(editor(menu(spec))).toContainEqual(expect.stringContaining('should NOT have additional properties'));
  });
});

describe('a file is written', () => {
  const schemasOf = (all: readonly GeneratedFile[]): readonly string[] =>
    all.map(({ path }) => path).filter((path) => path.endsWith('.json'));

  test('for each version that is served, in the folder that was named', () => {
    const version = (name: string, tag: string): string => `/** @kube group=example.com version=${name} kind=Menu root=Menu${name}
      ${tag} */ export interface Menu${name}Spec { a: string }`;
    const text = `${version('v1', '@storage')} ${version('v1beta1', '@deprecatedVersion')} ${version('v1alpha1', '@served false')}`;
    expect(schemasOf(compiled(text))).toEqual([
      'deploy/schemas/menus.example.com.v1.schema.json',
      'deploy/schemas/menus.example.com.v1beta1.schema.json',
    ]);
  });

  test('only where a folder was named', () => {
    for (const one of casesIn('fixtures')) {
      const [plain, more] = [compile(one).files, compile(one, { jsonSchemas: '.' }).files];
      expect(schemasOf(plain)).toEqual([]);
      expect(schemasOf(more)).not.toEqual([]);
      expect(more.filter(({ path }) => !path.endsWith('.json'))).toEqual(plain);
    }
  });

  test('that says what it is, and names what every object has', () => {
    const schema: unknown = JSON.parse(files.find(({ path }) => path.endsWith('.json'))!.text);
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $comment: 'Code generated by kube-codegen from menu.crd.ts. DO NOT EDIT.',
      title: 'Menu (example.com/v1)',
      description: 'A menu.',
      required: ['apiVersion', 'kind', 'spec'],
      additionalProperties: false,
    });
    expect(Object.keys(objectAt(schema, 'properties'))).toEqual(['apiVersion', 'kind', 'metadata', 'spec', 'status']);
    const metadata = { name: 'one', creationTimestamp: null, managedFields: [{ fieldsV1: { 'f:spec': {} } }] };
    expect(editor({ ...menu({}), ...{ metadata } })).toEqual([]);
    expect(editor({ ...menu({}), ...{ metadata: { name: 1 } } })).toEqual(['.metadata.name should be string']);
  });

  test('of random kinds, that is a schema of draft 7', () => {
    let written = 0;
    for (const text of fc.sample(sources, { numRuns: 150, seed: 1 })) {
      const made = compiled(text);
      if (made.length > 0) expect(() => editorOf(made)).not.toThrow();
      written += schemasOf(made).length;
    }
    expect(written).toBeGreaterThan(10);
  });
});
