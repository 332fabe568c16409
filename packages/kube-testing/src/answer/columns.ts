/**
 * The columns of the kinds that people look at most, and those that a CustomResourceDefinition declares: {@link columnsOf}.
 */
import { at, jsonPathValues, listAt, objectAt, textAt, toJson } from 'kube-core/json';
import type { KubeJson } from '../object.js';
import type { Column, Resource } from '../registry/resource.js';

/** One column, and how its cell is found. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  /** @param now - The time by which an age is counted, in milliseconds since 1970. */
  readonly cell: (object: KubeJson, now: number) => unknown;
}

const column = (name: string, type: string, cell: TableColumn['cell']): TableColumn => ({
  name,
  type,
  format: name === 'Name' ? 'name' : '',
  description: name === 'Name' ? nameDescription : '',
  priority: 0,
  cell,
});

const nameDescription =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the ' +
  'generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. ' +
  'Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';

const nameColumn = column('Name', 'string', (object) => object.metadata.name ?? '');

/** The age of an object when the table is made. */
const ageColumn = column('Age', 'string', (object, now) => age(object.metadata.creationTimestamp ?? '', now));
const createdAt = column('Created At', 'date', (object) => object.metadata.creationTimestamp ?? '');

const units: readonly (readonly [suffix: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
];

/** A time as the age that kubectl shows: `5s`, `3m10s`, `4d`. */
export function age(time: string, now: number): string {
  const seconds = Math.floor((now - Date.parse(time)) / 1000);
  if (Number.isNaN(seconds)) return '<unknown>';
  if (seconds < 120) return `${Math.max(seconds, 0)}s`;
  for (const [suffix, size] of units) if (seconds >= size * (suffix === 'd' ? 2 : 1)) return `${Math.floor(seconds / size)}${suffix}`;
  return `${seconds}s`;
}

const count = (object: unknown, ...path: readonly string[]): number => {
  const value = at(object, path);
  return typeof value === 'number' ? value : 0;
};

const size = (value: unknown): number => Object.keys(typeof value === 'object' && value !== null ? value : {}).length;

function readyContainers(pod: KubeJson): string {
  const ready = listAt(pod.status, 'containerStatuses').filter((status) => at(status, ['ready']) === true).length;
  return `${ready}/${listAt(pod.spec, 'containers').length}`;
}

const restarts = (pod: KubeJson): string =>
  String(listAt(pod.status, 'containerStatuses').reduce<number>((sum, status) => sum + count(status, 'restartCount'), 0));

const podStatus = (pod: KubeJson): string =>
  pod.metadata.deletionTimestamp === undefined ? textAt(pod.status, 'reason') || textAt(pod.status, 'phase') : 'Terminating';

const builtin = new Map<string, readonly TableColumn[]>(
  Object.entries({
    configmaps: [column('Data', 'string', (object) => size(objectAt(object, 'data')) + size(objectAt(object, 'binaryData')))],
    secrets: [
      column('Type', 'string', (object) => textAt(object, 'type')),
      column('Data', 'string', (object) => size(objectAt(object, 'data'))),
    ],
    namespaces: [column('Status', 'string', (object) => textAt(object.status, 'phase'))],
    pods: [column('Ready', 'string', readyContainers), column('Status', 'string', podStatus), column('Restarts', 'string', restarts)],
    'deployments.apps': [
      column('Ready', 'string', (object) => `${count(object, 'status', 'readyReplicas')}/${count(object, 'spec', 'replicas')}`),
      column('Up-to-date', 'string', (object) => count(object, 'status', 'updatedReplicas')),
      column('Available', 'string', (object) => count(object, 'status', 'availableReplicas')),
    ],
    'replicasets.apps': [
      column('Desired', 'integer', (object) => count(object, 'spec', 'replicas')),
      column('Current', 'integer', (object) => count(object, 'status', 'replicas')),
      column('Ready', 'integer', (object) => count(object, 'status', 'readyReplicas')),
    ],
    'leases.coordination.k8s.io': [column('Holder', 'string', (object) => textAt(object.spec, 'holderIdentity'))],
  }),
);

/** Name, what is particular to the kind, age. */
export function columnsOf(resource: Resource): readonly TableColumn[] {
  if (resource.custom !== undefined) return customColumns(resource.custom.columns);
  const own = builtin.get(resource.id);
  return own === undefined ? [nameColumn, createdAt] : [nameColumn, ...own, ageColumn];
}

/** The cells of one object, at a time. */
export const cellsOf = (object: KubeJson, resource: Resource, now: number): readonly unknown[] =>
  columnsOf(resource).map(({ cell }) => cell(object, now));

function customColumns(declared: readonly Column[] | undefined): readonly TableColumn[] {
  if (declared === undefined) {
    return [
      nameColumn,
      { ...column('Age', 'date', (object, now) => age(object.metadata.creationTimestamp ?? '', now)), description: ageDescription },
    ];
  }
  return [nameColumn, ...declared.map(customColumn)];
}

const ageDescription =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before ' +
  'order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. ' +
  'Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

function customColumn({ name, type, format = '', description, priority = 0, jsonPath }: Column): TableColumn {
  return {
    name,
    type,
    format,
    description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority,
    cell: (object, now) => customCell(jsonPathValues(object, jsonPath)[0], type, now),
  };
}

/** A value of another type than its column's is left out, as by kube-apiserver. */
function customCell(value: unknown, type: string, now: number): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'date') return typeof value === 'string' ? age(value, now) : null;
  if (type === 'string') return typeof value === 'string' ? value : toJson(value);
  if (type === 'integer') return typeof value === 'number' ? Math.trunc(value) : null;
  if (type === 'number') return typeof value === 'number' ? value : null;
  return typeof value === 'boolean' ? value : null;
}
