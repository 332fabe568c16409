/** The built-in types: each is a schema that a server takes, and each comes from the module that exports it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { schemaNames } from 'kube-core/openapi';
import { checkStructural } from 'kube-core/schema';
import type { Resource } from '../model/resource.js';
import type { SchemaNode } from '../model/schema-node.js';
import { schemaOfKind } from '../schema/lower.js';
import { withoutReference } from './expand.js';
import { kubernetesType } from './kubernetes.js';
import { baseNameOf, homeOfReference, referenceTo } from './modules.js';

const origin = { file: 'a.ts', start: 0, end: 0 };

const kindOf = (node: SchemaNode): Resource => ({
  group: 'example.com',
  version: 'v1',
  kind: 'Example',
  plural: 'examples',
  singular: 'example',
  listKind: 'ExampleList',
  scope: 'Namespaced',
  shortNames: [],
  categories: [],
  columns: [],
  selectableFields: [],
  spec: { node: 'object', properties: [{ name: 'part', required: false, node }] },
  origin,
  file: 'a.ts',
});

/** One level: what a property refers to is judged by itself, and the items of a list for its keys. */
function shallow(node: SchemaNode): SchemaNode {
  if (node.node === 'ref') return { ...node, preserveUnknown: true };
  if (node.node === 'map') return { ...node, values: shallow(node.values) };
  if (node.node === 'list') return { ...node, items: node.listType === 'map' ? loose(withoutReference(node.items)) : shallow(node.items) };
  return loose(node);
}
const loose = (node: SchemaNode): SchemaNode =>
  node.node === 'object' ? { ...node, properties: node.properties.map((each) => ({ ...each, node: shallow(each.node) })) } : node;

const types = schemaNames().filter((name) => kubernetesType(name) !== undefined);

describe('a built-in type', () => {
  test('is one of many', () => {
    expect(types.length).toBeGreaterThan(500);
  });

  test('breaks no rule of the server as part of a kind', () => {
    const broken = types.flatMap((to) => {
      const { schema } = schemaOfKind(kindOf(loose(withoutReference({ node: 'ref', to }))));
      return checkStructural(schema, { root: true }).map(({ path, message }) => `${to} ${path} ${message}`);
    });
    expect(broken).toEqual([]);
  });
});

describe('a name of kube-core/k8s', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../kube-core/src/k8s/index.ts'), 'utf8');
  const blocks = [...source.matchAll(/export (?:type )?\{([^}]*)\} from '(?:\.\/|\.\.\/resource\/)([\w-]+)\.js'/g)];
  const exported = blocks.flatMap(([, names = '', file = '']) =>
    names.split(',').flatMap((each) => (each.trim() === '' ? [] : [{ name: each.trim().replace(/^type /, ''), file }])),
  );

  test('means the type that the module exports under it', () => {
    const shared = new Set(['Condition', 'ObjectMeta']);
    const builtin = exported.filter(({ name, file }) => !(file === 'types' && shared.has(name)));
    const other = builtin.filter(({ name, file }) => {
      const to = referenceTo('kube-core/k8s', name);
      const own = file === 'types' ? 'kube-core/types' : 'kube-core/k8s';
      return to === undefined || homeOfReference(to) !== own || (file !== 'types' && to !== referenceTo(`kube-core/k8s/${file}`, name));
    });
    expect(builtin.length).toBeGreaterThan(400);
    expect(other).toEqual([]);
  });

  test('of an older version is told by its module', () => {
    const older = referenceTo('kube-core/k8s/autoscaling-v1', 'HorizontalPodAutoscaler');
    expect(older).toBe('io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler');
    expect(homeOfReference(older!)).toBe('kube-core/k8s/autoscaling-v1');
    expect(baseNameOf(older!)).toBe('HorizontalPodAutoscaler');
  });

  test.each([
    ['kube-core/k8s', 'Nothing'],
    ['kube-core/k8s/apps-v1', 'PodSpec'],
    ['kube-core/k8s/nothing-v1', 'PodSpec'],
    ['kube-core/types', 'PodSpec'],
    ['another', 'PodSpec'],
  ])('is none where the module has none: %s %s', (module, name) => {
    expect(referenceTo(module, name)).toBeUndefined();
  });
});
