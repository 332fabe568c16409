/** The custom resource of the merge cases: every way in which lists and objects merge, in two versions. */
import type { Schema } from 'kube-core/schema';
import type { CaseKind } from './case.js';

export const part: CaseKind = { group: 'merge.kube.test', version: 'v1', kind: 'Part', plural: 'parts' };

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };

export const partSchema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        count: { type: 'integer' },
        set: { ...texts, 'x-kubernetes-list-type': 'set' },
        atomicList: texts,
        numbers: { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' },
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['port', 'protocol'],
          items: {
            type: 'object',
            required: ['port'],
            properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' }, name: text },
          },
        },
        items: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: {
              name: text,
              value: text,
              tags: { ...texts, 'x-kubernetes-list-type': 'set' },
              options: { type: 'object', properties: { a: text, b: text } },
            },
          },
        },
        granular: { type: 'object', properties: { a: text, b: text, deep: { type: 'object', properties: { c: text, d: text } } } },
        atomic: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: text, b: text } },
        map: { type: 'object', additionalProperties: text },
        objects: { type: 'object', additionalProperties: { type: 'object', properties: { a: text, b: text } } },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        either: { 'x-kubernetes-int-or-string': true },
        nullable: { type: 'string', nullable: true },
        embedded: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
    status: {
      type: 'object',
      properties: {
        ready: { type: 'boolean' },
        conditions: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['type'],
          items: { type: 'object', required: ['type'], properties: { type: text, status: text } },
        },
      },
    },
  },
};

const version = (name: string, storage: boolean): object => ({
  name,
  storage,
  served: true,
  schema: { openAPIV3Schema: partSchema },
  subresources: { status: {} },
});

export const partCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${part.plural}.${part.group}` },
  spec: {
    group: part.group,
    scope: 'Namespaced',
    names: { plural: part.plural, singular: 'part', kind: part.kind },
    versions: [version('v1', true), version('v2', false)],
  },
};
