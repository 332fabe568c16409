import { describe, expect, test } from '@jest/globals';
import * as kinds from '../k8s/index.js';
import { kubernetesVersion, referenceOf, resolved, resources, schemaNameOf, schemaNames, schemaOf, schemaOfKind } from './facts.js';
import { parseFacts } from './notation.js';
import type { OpenApiSchema } from './schema.js';

const core = 'io.k8s.api.core.v1';
const property = (schema: string, name: string): OpenApiSchema => {
  const found = schemaOf(schema)?.properties?.[name];
  if (found === undefined) throw new Error(`${schema} has no ${name}`);
  return found;
};

describe('the facts of schemas', () => {
  test('say how server-side apply merges lists', () => {
    const keysOf = (schema: string, name: string): unknown => property(schema, name)['x-kubernetes-list-map-keys'];
    expect(keysOf(`${core}.PodSpec`, 'containers')).toEqual(['name']);
    expect(keysOf(`${core}.Container`, 'ports')).toEqual(['containerPort', 'protocol']);
    expect(keysOf(`${core}.ServiceSpec`, 'ports')).toEqual(['port', 'protocol']);
    expect(property(`${core}.Container`, 'args')['x-kubernetes-list-type']).toBe('atomic');
    expect(property('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', 'finalizers')['x-kubernetes-list-type']).toBe('set');
    expect(schemaOf('io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector')?.['x-kubernetes-map-type']).toBe('atomic');
  });

  test('say how a strategic merge patch merges, which may be by another key', () => {
    expect(property(`${core}.Container`, 'ports')).toMatchObject({
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'containerPort',
    });
    expect(property('io.k8s.api.apps.v1.DeploymentSpec', 'strategy')['x-kubernetes-patch-strategy']).toBe('retainKeys');
    expect(property(`${core}.PodSpec`, 'volumes')['x-kubernetes-patch-strategy']).toBe('merge,retainKeys');
  });

  test('have types, formats, enums, defaults and what is required', () => {
    expect(property(`${core}.PodSpec`, 'restartPolicy').enum).toEqual(['Always', 'Never', 'OnFailure']);
    expect(property(`${core}.ContainerPort`, 'protocol')).toEqual({ type: 'string', enum: ['SCTP', 'TCP', 'UDP'], default: 'TCP' });
    expect(property('io.k8s.api.apps.v1.DeploymentSpec', 'replicas')).toEqual({ type: 'integer', format: 'int32' });
    expect(property(`${core}.Secret`, 'data')).toEqual({ type: 'object', additionalProperties: { type: 'string', format: 'byte' } });
    expect(schemaOf('io.k8s.api.apps.v1.DeploymentSpec')?.required).toEqual(['selector', 'template']);
    expect(schemaOf('io.k8s.apimachinery.pkg.api.resource.Quantity')).toEqual({ oneOf: [{ type: 'string' }, { type: 'number' }] });
  });

  test('wrap a reference only where something stands beside it', () => {
    const name = `${core}.PodSpec`;
    expect(property(`${core}.Pod`, 'spec')).toEqual({ allOf: [{ $ref: `#/components/schemas/${name}` }], default: {} });
    expect(property(`${core}.Container`, 'livenessProbe')).toEqual({ $ref: `#/components/schemas/${core}.Probe` });
    expect(referenceOf(property(`${core}.Pod`, 'spec'))).toBe(name);
    expect(resolved(property(`${core}.Pod`, 'spec'))).toEqual({ ...schemaOf(name), default: {} });
  });

  test('refer only to schemas that there are', () => {
    const referred = schemaNames().flatMap((name) => referencesOf(schemaOf(name)));
    expect(referred.length).toBeGreaterThan(1000);
    expect(referred.filter((name) => schemaOf(name) === undefined)).toEqual([]);
  });

  test('are found by kind, also where a name is in two packages', () => {
    expect(schemaNameOf({ group: 'apps', version: 'v1', kind: 'Deployment' })).toBe('io.k8s.api.apps.v1.Deployment');
    expect(schemaNameOf({ group: '', version: 'v1', kind: 'Status' })).toBe('io.k8s.apimachinery.pkg.apis.meta.v1.Status');
    expect(schemaNameOf({ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'RoleList' })).toBe('io.k8s.api.rbac.v1.RoleList');
    expect(schemaOfKind({ group: 'apps', version: 'v1', kind: 'Pod' })).toBeUndefined();
    expect(schemaNameOf({ group: 'apps', version: 'v1', kind: 'DeploymentSpec' })).toBeUndefined();
    expect(schemaOf('io.k8s.api.core.v1')).toBeUndefined();
  });
});

function referencesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref.replace('#/components/schemas/', '')] : [];
  return [...own, ...Object.values(value).flatMap(referencesOf)];
}

describe('the facts of resources', () => {
  test('have verbs, names and subresources', () => {
    const deployments = resources({ group: 'apps', version: 'v1' }).find(({ plural }) => plural === 'deployments');
    expect(deployments).toEqual({
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      plural: 'deployments',
      singular: 'deployment',
      scope: 'Namespaced',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: [
        { name: 'scale', kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: ['get', 'patch', 'update'] },
        { name: 'status', kind: { group: 'apps', version: 'v1', kind: 'Deployment' }, verbs: ['get', 'patch', 'update'] },
      ],
    });
  });

  test('have a schema for every kind', () => {
    expect(kubernetesVersion).toMatch(/^v1\.35\./);
    expect(resources().length).toBeGreaterThan(70);
    expect(resources().filter((resource) => schemaOfKind(resource) === undefined)).toEqual([]);
  });

  test('are those of the definitions', () => {
    const stable = resources().filter(({ version }) => /^v\d+$/.test(version));
    for (const definition of Object.values(kinds)) {
      const { group, version, kind, plural, scope } = definition;
      expect(stable).toContainEqual(expect.objectContaining({ group, version, kind, plural, scope }));
    }
    expect(new Set(Object.keys(kinds))).toEqual(new Set(stable.map(({ kind }) => kind)));
    expect(kinds.Event.group).toBe('');
    expect(kinds.HorizontalPodAutoscaler.version).toBe('v2');
  });
});

describe('the notation', () => {
  const context = { group: 'g', version: 'v1', home: 'io.g.v1', packages: { 'core.v1': core } };
  const parsed = (line: string): OpenApiSchema | undefined =>
    parseFacts(`schema A\n  a ${line}`, context).schemas.get('io.g.v1.A')?.properties?.['a'];

  test('gives the values of lists and maps the zero of their type, unless a star stands before it', () => {
    expect(parsed('[]string')).toEqual({ type: 'array', items: { type: 'string', default: '' } });
    expect(parsed('[]*string')).toEqual({ type: 'array', items: { type: 'string' } });
    expect(parsed('{}core.v1.Pod')?.additionalProperties).toEqual({ allOf: [{ $ref: `#/components/schemas/${core}.Pod` }], default: {} });
    expect(parsed('{}*B')?.additionalProperties).toEqual({ $ref: '#/components/schemas/io.g.v1.B' });
  });

  test('takes an empty text for a value of an enum', () => {
    expect(parsed(`enum(''|Memory)`)).toEqual({ type: 'string', enum: ['', 'Memory'] });
  });

  test('refuses a word that it does not know', () => {
    expect(() => parsed('string sorted')).toThrow('unknown word: sorted');
    expect(() => parseFacts('kind A', context)).toThrow('starts neither a resource nor a schema: kind A');
  });
});
