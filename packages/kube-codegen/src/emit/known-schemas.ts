/**
 * The schemas of types that are known by name: conditions with the bounds that Kubernetes gives them, and the metadata of an embedded
 * object. Enter at {@link knownSchema}.
 */
import type { Schema } from 'kube-core/schema';

/** metav1.Condition, with the limits of its Go declaration. */
const condition: Schema = {
  type: 'object',
  required: ['lastTransitionTime', 'message', 'reason', 'status', 'type'],
  properties: {
    lastTransitionTime: { type: 'string', format: 'date-time' },
    message: { type: 'string', maxLength: 32768 },
    observedGeneration: { type: 'integer', format: 'int64', minimum: 0 },
    reason: { type: 'string', minLength: 1, maxLength: 1024, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' },
    status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
    type: {
      type: 'string',
      maxLength: 316,
      pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
    },
  },
};

const texts: Schema = { type: 'object', additionalProperties: { type: 'string' } };

/** What of an embedded object's metadata is kept: a bare object would lose its labels to pruning. */
const embeddedMeta: Schema = {
  type: 'object',
  properties: {
    annotations: texts,
    finalizers: { type: 'array', items: { type: 'string' } },
    labels: texts,
    name: { type: 'string' },
    namespace: { type: 'string' },
  },
};

const schemas: Readonly<Record<string, Schema>> = { Condition: condition, ObjectMeta: embeddedMeta };

/** @throws Error for a name that no front end makes a reference to. */
export function knownSchema(name: string): Schema {
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`no schema is known by the name ${name}`);
  return schema;
}
