/** The server's findings about lists, maps, patterns and embedded objects, in the words of the source. Enter at {@link explainShape}. */
import type { FindingRule } from 'kube-core/schema';
import type { Diagnostic } from '../../diagnostics.js';
import type { Origin } from '../../model/schema-node.js';
import type { Place } from '../../schema/places.js';
import type { Refusal } from './refusal.js';

/** The list around an item, or around a property of its items. */
function listAround(place: Place): Place {
  const { node, parent } = place;
  return node.node === 'list' || parent === undefined ? place : listAround(parent);
}

/** Where the tags that say what a list is stand, the most telling first. */
function tagsOfList(place: Place): Origin {
  const list = listAround(place);
  return list.node.spans?.listMapKey ?? list.node.spans?.listType ?? list.origin;
}

const atList =
  (code: Diagnostic['code'], message: string, help: string) =>
  (refusal: Refusal): Diagnostic => ({
    code,
    message: message.replace('NAME', refusal.place.name),
    help: help.replace('NAME', refusal.place.name),
    origin: tagsOfList(refusal.place),
  });

function missingKey({ place }: Refusal): Diagnostic {
  const { node } = place;
  const items = node.node === 'list' && node.items.node === 'object' ? node.items.properties.map(({ name }) => name) : [];
  const key = node.node === 'list' ? node.mapKeys?.find((each) => !items.includes(each)) : undefined;
  const help = `the items have ${items.join(', ')}`;
  return {
    code: 'KC405',
    message: `the items have no property ${key ?? 'of that name'}`,
    help: items.length === 0 ? 'name properties that the items have' : help,
    origin: tagsOfList(place),
  };
}

function repeatedKey({ place }: Refusal): Diagnostic {
  const keys = place.node.node === 'list' ? (place.node.mapKeys ?? []) : [];
  const key = keys.find((each, i) => keys.indexOf(each) < i) ?? '';
  return { code: 'KC408', message: `the key ${key} stands twice`, help: 'leave one of them out', origin: tagsOfList(place) };
}

function badPattern({ place, finding }: Refusal): Diagnostic {
  return {
    code: 'KC603',
    message: `the pattern is not one of Go's: ${String(finding.wanted)}`,
    help: 'servers read RE2: no look-around, no back-references, no \\u',
    origin: place.node.spans?.pattern ?? place.origin,
  };
}

const at =
  (code: Diagnostic['code'], message: string, help: string) =>
  ({ place }: Refusal): Diagnostic => ({
    code,
    message: message.replace('NAME', place.name),
    help,
    origin: place.origin,
  });

const explanations: Readonly<Partial<Record<FindingRule, (refusal: Refusal) => Diagnostic>>> = {
  'pattern-syntax': badPattern,
  'list-map-keys-without-map': atList('KC410', '@listMapKey means nothing on a list that is no map', 'add @listType map'),
  'list-map-without-keys': atList(
    'KC404',
    'a list map needs its keys',
    'add @listMapKey with the names of the properties that tell items apart',
  ),
  'list-map-key-twice': repeatedKey,
  'list-map-key-missing': missingKey,
  'list-map-items-object': atList('KC403', 'the items of a list map are objects', 'write @listType set for scalars'),
  'list-map-key-scalar': atList('KC406', 'the key NAME is no scalar', 'keys are text, numbers or booleans'),
  'list-map-key-required': atList('KC407', 'NAME is optional and has no default', 'make it required, or give it a @default'),
  'list-map-key-nullable': atList('KC409', 'the key NAME may be null', 'a key tells items apart: leave | null out'),
  'list-items-nullable': atList('KC409', 'the items of a set or list map cannot be null', 'leave | null out, or write @listType atomic'),
  'set-items-atomic': atList(
    'KC402',
    'the items of a set are text, numbers or booleans',
    'write @listType map with @listMapKey for objects, or @items.mapType atomic',
  ),
  'embedded-empty': at(
    'KC310',
    'nothing of an embedded object would be kept',
    'add @preserveUnknownFields, or the properties that are kept',
  ),
  'embedded-type': at(
    'KC310',
    'NAME of an object of Kubernetes has a type of its own',
    'write apiVersion: string, kind: string, metadata: ObjectMeta',
  ),
};

/** @returns undefined for a finding about something else. */
export function explainShape(refusal: Refusal): Diagnostic | undefined {
  const { rule } = refusal.finding;
  return rule === undefined ? undefined : explanations[rule]?.(refusal);
}
