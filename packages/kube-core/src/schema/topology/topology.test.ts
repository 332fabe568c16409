import { describe, expect, test } from '@jest/globals';
import { schemaOf } from '../../openapi/facts.js';
import { zeroObject, type TopologySource } from './source.js';
import { deduced, topologyOf, topologyOfCustomResource, type Topology } from './topology.js';

const lookup = (ref: string): TopologySource | undefined => schemaOf(ref.slice('#/components/schemas/'.length));
const builtin = (name: string): Topology => topologyOf({ $ref: `#/components/schemas/${name}` }, lookup);

/** Follows fields and, for `[]`, the items of a list. */
function at(topology: Topology | undefined, ...path: readonly string[]): Topology | undefined {
  let found = topology;
  for (const step of path) found = step === '[]' ? found?.list?.items : found?.map?.field(step);
  return found;
}

describe('the topology of built-in kinds', () => {
  const pod = builtin('io.k8s.api.core.v1.Pod');
  const containers = at(pod, 'spec', 'containers');

  test('has list maps with their keys, and defaults of keys', () => {
    expect(containers?.list?.merge).toBe('map');
    expect(containers?.list?.keys).toEqual(['name']);
    const ports = at(containers, '[]', 'ports');
    expect(ports?.list?.keys).toEqual(['containerPort', 'protocol']);
    expect(ports?.list?.items.map?.defaultOf('protocol')).toBe('TCP');
    expect(ports?.list?.items.map?.defaultOf('name')).toBeUndefined();
  });

  test('has what strategic merge patches need, which may differ', () => {
    expect(containers?.patchStrategies).toEqual(['merge']);
    expect(at(containers, '[]', 'ports')?.patchMergeKey).toBe('containerPort');
    expect(at(pod, 'spec', 'volumes')?.patchStrategies).toEqual(['merge', 'retainKeys']);
    expect(at(pod, 'spec', 'tolerations')?.patchStrategies).toEqual([]);
  });

  test('takes quantities for scalars of any type and raw extensions for one value', () => {
    expect(at(containers, '[]', 'resources', 'limits', 'cpu')).toMatchObject({ scalar: 'untyped' });
    expect(at(containers, '[]', 'resources', 'limits', 'cpu')?.map).toBeUndefined();
    expect(at(builtin('io.k8s.api.apps.v1.ControllerRevision'), 'data')?.map?.atomic).toBe(true);
  });

  test('knows atomic objects, also where the reference and not the type says so', () => {
    expect(at(builtin('io.k8s.api.apps.v1.DeploymentSpec'), 'selector')?.map?.atomic).toBe(true);
    expect(at(builtin('io.k8s.api.core.v1.ServiceSpec'), 'selector')?.map?.atomic).toBe(true);
  });

  test('reads types that contain themselves', () => {
    const props = builtin('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps');
    expect(at(props, 'not', 'not', 'not', 'type')?.scalar).toBe('string');
  });

  test('has a zero with the structs that are always there and `null` for what is required', () => {
    const zero = zeroObject({ $ref: '#/components/schemas/io.k8s.api.apps.v1.Deployment' }, lookup);
    expect(zero).toMatchObject({
      metadata: {},
      spec: { selector: null, strategy: {}, template: { metadata: {}, spec: { containers: null } } },
      status: {},
    });
    expect(zero.spec).not.toHaveProperty('replicas');
  });
});

describe('the topology of custom resources', () => {
  const text = { type: 'string' };
  const topology = topologyOfCustomResource({
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          either: { 'x-kubernetes-int-or-string': true },
          free: {
            'x-kubernetes-preserve-unknown-fields': true,
            type: 'object',
            properties: { known: { type: 'object', properties: { a: text } } },
          },
          empty: { type: 'object' },
          none: { type: 'object', additionalProperties: false },
          embedded: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
          lists: { type: 'array', items: { type: 'array', items: text } },
        },
      },
    },
  });

  test('types metadata as on every object, also in embedded resources', () => {
    for (const place of [[], ['spec', 'embedded']]) {
      expect(at(topology, ...place, 'metadata', 'finalizers')?.list?.merge).toBe('set');
      expect(at(topology, ...place, 'metadata', 'ownerReferences')?.list?.keys).toEqual(['uid']);
      expect(at(topology, ...place, 'metadata', 'nope')).toBeUndefined();
    }
  });

  test('refuses undeclared fields, but below preserved ones and in objects without fields', () => {
    expect(at(topology, 'spec', 'nope')).toBeUndefined();
    expect(at(topology, 'spec', 'free', 'nope')).toBe(deduced);
    expect(at(topology, 'spec', 'free', 'known', 'nope')).toBe(deduced);
    expect(at(topology, 'spec', 'empty', 'nope')).toBe(deduced);
    expect(at(topology, 'spec', 'none', 'nope')).toBeUndefined();
  });

  test('takes lists that say nothing for atomic, and int-or-string for any scalar', () => {
    expect(at(topology, 'spec', 'lists')?.list?.merge).toBe('atomic');
    expect(at(topology, 'spec', 'either')?.scalar).toBe('untyped');
  });

  test('is deduced where there is no schema: objects merge, lists are one value', () => {
    expect(topologyOfCustomResource(undefined)).toBe(deduced);
    expect(at(deduced, 'a', 'b')?.map?.atomic).toBe(false);
    expect(at(deduced, 'a')?.list?.merge).toBe('atomic');
    expect(at(deduced, 'a', '[]')?.map?.atomic).toBe(true);
  });
});
