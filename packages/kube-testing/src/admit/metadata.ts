/**
 * What the server does to metadata, whatever the kind: {@link newMetadata} for a create, {@link nextMetadata} for an update, and what
 * is wrong with either.
 */
import { isObject, without } from 'kube-core/json';
import { randomUUID } from 'node:crypto';
import {
  forbidden as forbiddenValue,
  invalid as invalidValue,
  required,
  type Finding,
  labelValueProblems,
  objectMetaFields,
  qualifiedNameProblems,
} from 'kube-core/schema';
import type { ObjectMeta } from 'kube-core/types';
import type { Clock } from 'kube-core';
import { timestamp } from '../cluster.js';
import type { KubeJson } from '../object.js';
import { generatedName, generateNameFindings, nameFindings } from './names.js';
import type { Resource } from '../registry/resource.js';

type Meta = Readonly<ObjectMeta>;

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** Metadata with the fields that it has by type, without those that are empty. */
export function tidy(metadata: Meta): Meta {
  return Object.fromEntries(objectMetaFields.filter((field) => !isEmpty(metadata[field])).map((field) => [field, metadata[field]]));
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
  } as Meta); // the fields of two Metas make a Meta; exactOptionalPropertyTypes cannot see it through the copies
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

function commonFindings(metadata: Meta): readonly Finding[] {
  const owners = metadata.ownerReferences ?? [];
  return [
    ...Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => labelFindings(key, value)),
    ...Object.keys(metadata.annotations ?? {}).flatMap(annotationFindings),
    ...(metadata.finalizers ?? []).flatMap(finalizerFindings),
    ...owners.flatMap((owner, index) => ownerFindings(owner, `metadata.ownerReferences[${index}]`)),
    ...controllerFindings(owners),
  ];
}

const labelFindings = (key: string, value: string): readonly Finding[] => [
  ...qualifiedNameProblems(key).map((why) => invalidValue('metadata.labels', key, why)),
  ...labelValueProblems(value).map((why) => invalidValue('metadata.labels', value, why)),
];

const finalizerFindings = (finalizer: string): readonly Finding[] =>
  qualifiedNameProblems(finalizer).map((why) => invalidValue('metadata.finalizers', finalizer, why));

const annotationFindings = (key: string): readonly Finding[] =>
  qualifiedNameProblems(key.toLowerCase()).map((why) => invalidValue('metadata.annotations', key, why));

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
