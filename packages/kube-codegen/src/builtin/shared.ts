/**
 * The objects that all groups share, as they stand within another object: conditions with the bounds that Kubernetes gives them, the
 * metadata that is kept of an embedded object. Enter at {@link shared}.
 */
import type { ObjectNode, Property, SchemaNode } from '../model/schema-node.js';
import { aliases } from './aliases.js';

const required = (name: string, node: SchemaNode): Property => ({ name, required: true, node });
const optional = (name: string, node: SchemaNode): Property => ({ name, required: false, node });

/** metav1.Condition, with the limits of its Go declaration. */
const condition: ObjectNode = {
  node: 'object',
  properties: [
    required('type', {
      node: 'scalar',
      type: 'string',
      constraints: {
        maxLength: 316,
        pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
      },
    }),
    required('status', { node: 'enum', type: 'string', values: ['True', 'False', 'Unknown'] }),
    optional('observedGeneration', { node: 'scalar', type: 'integer', format: 'int64', constraints: { minimum: 0 } }),
    required('lastTransitionTime', { node: 'scalar', type: 'string', format: 'date-time' }),
    required('reason', {
      node: 'scalar',
      type: 'string',
      constraints: { minLength: 1, maxLength: 1024, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' },
    }),
    required('message', { node: 'scalar', type: 'string', constraints: { maxLength: 32768 } }),
  ],
};

const text: SchemaNode = { node: 'scalar', type: 'string' };
const texts: SchemaNode = { node: 'map', values: text };

/** What of an embedded object's metadata is kept: a bare object would lose its labels to pruning. */
const embeddedMeta: ObjectNode = {
  node: 'object',
  properties: [
    optional('name', text),
    optional('namespace', text),
    optional('labels', texts),
    optional('annotations', texts),
    optional('finalizers', { node: 'list', items: text }),
  ],
};

/** One field that is never half somebody's: whoever applies it owns it whole. */
const localObjectRef: ObjectNode = {
  node: 'object',
  mapType: 'atomic',
  properties: [required('name', aliases.DnsSubdomain ?? text)],
};

/** By the name of a reference. */
export const shared: Readonly<Record<string, ObjectNode>> = {
  Condition: condition,
  EmbeddedMeta: embeddedMeta,
  LocalObjectRef: localObjectRef,
  ObjectMeta: embeddedMeta,
};
