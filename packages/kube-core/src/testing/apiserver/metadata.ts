/**
 * What the server does to metadata, whatever the kind: {@link newMetadata} for a create, {@link nextMetadata} for an update, and what
 * is wrong with either.
 */
import { randomUUID } from 'node:crypto';
import type { Finding } from '../../schema/types.js';
import type { ObjectMeta } from '../../resource/types.js';
import type { Clock } from '../../util/clock.js';
import { timestamp } from './cluster.js';
import { isObject, type KubeJson, without } from './json.js';
import { generatedName, generateNameFindings, nameFindings } from './names.js';
import { forbiddenValue, invalidValue, required } from './refusal.js';
import type { Resource } from './registry.js';

type Meta = Readonly<ObjectMeta>;

/** The fields of metadata in the order in which the server writes them. */
const fields = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** Metadata with the fields that it has by type, without those that are empty. */
export function tidy(metadata: Meta): Meta {
  return Object.fromEntries(fields.filter((field) => !isEmpty(metadata[field])).map((field) => [field, metadata[field]]));
}

/** The metadata of a new object: what the caller may set, and what the server does. */
export function newMetadata(asked: Meta, resource: Resource, clock: Clock): Meta {
  const { name = '', generateName = '' } = asked;
  return tidy({
    ...without(asked, 'generation', 'deletionTimestamp', 'deletionGracePeriodSeconds'),
    name: name === '' && generateName !== '' ? generatedName(generateName) : name,
    uid: randomUUID(),
    resourceVersion: '',
    creationTimestamp: timestamp(clock),
    ...(resource.generation && { generation: 1 }),
  });
}

/** The metadata of an update: what only the server may change is as it was. */
export function nextMetadata(asked: Meta, current: Meta): Meta {
  const { name, namespace, uid, generation, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generateName } = current;
  return tidy({
    ...asked,
    ...{ name, namespace, uid, generation, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds },
    generateName: asked.generateName ?? generateName,
    resourceVersion: current.resourceVersion,
  } as Meta); // as above
}

/** What is wrong with the metadata of a new object. */
export function newFindings(asked: Meta, made: Meta, resource: Resource): readonly Finding[] {
  const { name = '', generateName = '' } = asked;
  if (name === '' && generateName === '') return [required('metadata.name', 'name or generateName is required')];
  return [...(name === '' ? generateNameFindings(resource, generateName) : nameFindings(resource, name)), ...commonFindings(made)];
}

/** What is wrong with the metadata of an update. */
export function nextFindings(next: Meta, current: Meta): readonly Finding[] {
  const added = (next.finalizers ?? []).filter((finalizer) => current.finalizers?.includes(finalizer) !== true);
  const late = current.deletionTimestamp !== undefined && added.length > 0;
  const words = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(', ')}}`;
  return [...commonFindings(next), ...(late ? [forbiddenValue('metadata.finalizers', words)] : [])];
}

const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const labelValueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const qualifiedName = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const qualifiedNameWords =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const longestLabelValue = 63;

function commonFindings(metadata: Meta): readonly Finding[] {
  const labels = Object.entries(metadata.labels ?? {});
  const owners = metadata.ownerReferences ?? [];
  return [
    ...labels.filter(([key]) => !qualifiedName.test(key)).map(([key]) => invalidValue('metadata.labels', key, qualifiedNameWords)),
    ...labels.flatMap(([, value]) => valueFindings(value)),
    ...Object.keys(metadata.annotations ?? {})
      .filter((key) => !qualifiedName.test(key.toLowerCase()))
      .map((key) => invalidValue('metadata.annotations', key, qualifiedNameWords)),
    ...owners.flatMap((owner, index) => ownerFindings(owner, `metadata.ownerReferences[${index}]`)),
    ...controllerFindings(owners),
  ];
}

function valueFindings(value: string): readonly Finding[] {
  if (value.length > longestLabelValue) return [invalidValue('metadata.labels', value, `must be no more than ${longestLabelValue} bytes`)];
  return labelValue.test(value) ? [] : [invalidValue('metadata.labels', value, labelValueWords)];
}

function ownerFindings(owner: Readonly<Record<string, unknown>> | object, path: string): readonly Finding[] {
  const missing = (field: string): readonly Finding[] =>
    Reflect.get(owner, field)
      ? []
      : [
          invalidValue(
            `${path}.${field}`,
            Reflect.get(owner, field) ?? '',
            `${field === 'apiVersion' ? 'version' : field} must not be empty`,
          ),
        ];
  return ['apiVersion', 'kind', 'name', 'uid'].flatMap(missing);
}

function controllerFindings(owners: NonNullable<Meta['ownerReferences']>): readonly Finding[] {
  const controllers = owners.filter((owner) => owner.controller === true);
  if (controllers.length < 2) return [];
  const [first, second] = controllers;
  const words = `Only one reference can have Controller set to true. Found "true" in references for ${first?.kind}/${first?.name} and ${second?.kind}/${second?.name}`;
  return [invalidValue('metadata.ownerReferences', owners, words)];
}

/** Whether deletion was asked for. */
export const isDeleting = (object: KubeJson): boolean => object.metadata.deletionTimestamp !== undefined;
