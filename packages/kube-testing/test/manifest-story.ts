/**
 * A manifest that brings a namespace, a kind and its objects, applied to a cluster: {@link applied}. Told to the in-process server and to a real one.
 */
import { expect } from '@jest/globals';
import { Api, codeOf, type Client } from 'kube-core';
import { CustomResourceDefinition, Namespace } from 'kube-core/k8s';
import { applyManifest, type Applied } from 'kube-core/ops';

const manifest = (name: string, colour: string): string => `
# objects before what they need, on purpose
apiVersion: ${name}.example.com/v1
kind: Lamp
metadata: {name: desk, namespace: ${name}}
spec: {colour: ${colour}, serial: 9007199254740993}
---
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: ${name}}, data: {since: "2026-01-02"}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lamps.${name}.example.com}
spec:
  group: ${name}.example.com
  scope: Namespaced
  names: {kind: Lamp, plural: lamps}
  versions:
    - name: v1
      served: yes
      storage: yes
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {colour: {type: string}, serial: {type: integer, format: int64}}}
---
{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "${name}"}}
`;

const told = (all: readonly Applied[]): string[] => all.map(({ outcome, object }) => `${object.kind} ${outcome}`);

/** @param name - Of the namespace and of the API group. */
export async function applied(client: Client, name: string): Promise<void> {
  const options = { fieldManager: 'manifest' };
  try {
    const made = await applyManifest(client, manifest(name, 'red'), options);
    expect(told(made)).toEqual(['Namespace created', 'CustomResourceDefinition created', 'ConfigMap created', 'Lamp created']);
    expect(made.at(-1)?.object['spec']).toEqual({ colour: 'red', serial: 9007199254740993n });
    const dry = await applyManifest(client, manifest(name, 'blue'), { ...options, dryRun: true });
    expect(told(dry)).toEqual(['Namespace unchanged', 'CustomResourceDefinition unchanged', 'ConfigMap unchanged', 'Lamp configured']);
    expect([dry.at(-1)?.before?.['spec'], dry.at(-1)?.object['spec']]).toMatchObject([{ colour: 'red' }, { colour: 'blue' }]);
    expect(told(await applyManifest(client, manifest(name, 'red'), options)).at(-1)).toBe('Lamp unchanged');
    const unknown = [{ apiVersion: 'nowhere.example.com/v1', kind: 'Nothing', metadata: { name: 'x' } }];
    expect(await applyManifest(client, unknown, options).catch(codeOf)).toBe('unknown-kind');
  } finally {
    await Api.all(client, Namespace).delete(name);
    await Api.all(client, CustomResourceDefinition).delete(`lamps.${name}.example.com`);
  }
}
