/**
 * The status of a CustomResourceDefinition: whether its names are accepted and its kinds served. Enter at {@link settled}.
 */
import { at, listAt, objectAt, textAt } from 'kube-core/json';
import type { KubeJson } from '../object.js';
import { texts } from '../registry/definition.js';
import type { Registry } from '../registry/registry.js';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A definition with the status that the server gives it, once it is served or its names have been found taken. */
export function settled(crd: KubeJson, registry: Registry, time: string): KubeJson {
  const spec = objectAt(crd, 'spec');
  const taken = takenName(crd, registry);
  const conditions = taken === undefined ? established : refused(taken);
  const known = listAt(crd.status, 'conditions');
  const storage = texts(
    listAt(spec, 'versions')
      .filter((version) => at(version, ['storage']) === true)
      .map((version) => textAt(version, 'name')),
  );
  const stored = new Set([...texts(listAt(crd.status, 'storedVersions')), ...storage]);
  const status = {
    conditions: conditions.map((condition) => ({ lastTransitionTime: transitionOf(known, condition) ?? time, ...condition })),
    acceptedNames: taken === undefined ? spec.names : (objectAt(crd, 'status').acceptedNames ?? { plural: '', kind: '' }),
    storedVersions: [...stored],
  };
  return { ...crd, status };
}

function transitionOf(known: readonly unknown[], condition: Condition): string | undefined {
  const same = known.find((one) => textAt(one, 'type') === condition.type && textAt(one, 'status') === condition.status);
  return same === undefined ? undefined : textAt(same, 'lastTransitionTime');
}

const established: readonly Condition[] = [
  { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
  { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' },
];

const refused = ({ reason, message }: { readonly reason: string; readonly message: string }): readonly Condition[] => [
  { type: 'NamesAccepted', status: 'False', reason, message },
  { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
];

/** Whether the definition is served. */
export const isEstablished = (crd: KubeJson): boolean =>
  listAt(crd.status, 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Established' && textAt(condition, 'status') === 'True',
  );

/** The first of its names that another kind of the group has. */
function takenName(crd: KubeJson, registry: Registry): { readonly reason: string; readonly message: string } | undefined {
  const spec = objectAt(crd, 'spec');
  const names = objectAt(spec, 'names');
  const others = registry.all().filter((other) => other.group === textAt(spec, 'group') && other.id !== crd.metadata.name);
  const words = new Set(others.flatMap((other) => [other.plural, other.singular, ...other.shortNames]));
  const kinds = new Set(others.flatMap((other) => [other.kind, other.listKind]));
  const inUse = (reason: string, name: string): { readonly reason: string; readonly message: string } => ({
    reason,
    message: `${JSON.stringify(name)} is already in use`,
  });
  if (words.has(textAt(names, 'plural'))) return inUse('PluralConflict', textAt(names, 'plural'));
  if (words.has(textAt(names, 'singular'))) return inUse('SingularConflict', textAt(names, 'singular'));
  const short = texts(listAt(names, 'shortNames')).find((name) => words.has(name));
  if (short !== undefined) return inUse('ShortNamesConflict', short);
  if (kinds.has(textAt(names, 'kind'))) return inUse('KindConflict', textAt(names, 'kind'));
  return kinds.has(textAt(names, 'listKind')) ? inUse('ListKindConflict', textAt(names, 'listKind')) : undefined;
}
