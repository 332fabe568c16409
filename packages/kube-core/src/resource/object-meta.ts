/**
 * The fields of every object's metadata (meta/v1 ObjectMeta) as a schema: {@link objectMetaSchema}. In the order in which the server
 * writes them, with their JSON types, and with how the lists among them merge.
 */
import { isList, isObject, own } from '../util/json/json.js';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const flag = { type: 'boolean' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const texts = { type: 'object', additionalProperties: text } as const;

const ownerReference = {
  type: 'object',
  'x-kubernetes-map-type': 'atomic',
  properties: { apiVersion: text, kind: text, name: text, uid: text, controller: flag, blockOwnerDeletion: flag },
} as const;

const managedFieldsEntry = {
  type: 'object',
  properties: { manager: text, operation: text, apiVersion: text, time, fieldsType: text, fieldsV1: { type: 'object' }, subresource: text },
} as const;

/** ObjectMeta as a schema, for CRDs, which must not describe it themselves. The order of its properties is the server's. */
export const objectMetaSchema = {
  type: 'object',
  properties: {
    name: text,
    generateName: text,
    namespace: text,
    selfLink: text,
    uid: text,
    resourceVersion: text,
    generation: integer,
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: integer,
    labels: texts,
    annotations: texts,
    ownerReferences: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'uid',
      items: ownerReference,
    },
    finalizers: { type: 'array', items: text, 'x-kubernetes-list-type': 'set', 'x-kubernetes-patch-strategy': 'merge' },
    managedFields: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: managedFieldsEntry },
  },
} as const;

/** The name of a field of ObjectMeta. */
export type ObjectMetaField = keyof typeof objectMetaSchema.properties;

/** The names of the fields of ObjectMeta in the order in which the server writes them. */
// Object.keys gives the names of the literal above and no others.
export const objectMetaFields = Object.keys(objectMetaSchema.properties) as readonly ObjectMetaField[];

/** What {@link misTypedMeta} reads of a schema. */
interface Typed {
  readonly type: string;
  readonly properties?: Readonly<Record<string, Typed>>;
  readonly additionalProperties?: Typed;
  readonly items?: Typed;
}

/**
 * The first field of metadata, from the top, whose value has another JSON type than it must have: `labels`; undefined where all fit.
 * A null counts as absent, and fields that ObjectMeta does not have are not judged.
 */
export function misTypedMeta(metadata: Readonly<Record<string, unknown>>): ObjectMetaField | undefined {
  return objectMetaFields.find((field) => !fits(own(metadata, field), objectMetaSchema.properties[field]));
}

function fits(value: unknown, schema: Typed): boolean {
  if (value === undefined || value === null) return true;
  switch (schema.type) {
    case 'array':
      return isList(value) && value.every((item) => schema.items === undefined || fits(item, schema.items));
    case 'object':
      return isObject(value) && Object.entries(value).every(([name, inner]) => fitsField(name, inner, schema));
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value);
    default:
      return typeof value === schema.type;
  }
}

function fitsField(name: string, value: unknown, { properties, additionalProperties }: Typed): boolean {
  const schema = own(properties, name) ?? additionalProperties;
  return schema === undefined || fits(value, schema);
}
