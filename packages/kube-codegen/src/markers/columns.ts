/**
 * What `kubectl get` shows and selects by, and the scale subresource: `@printColumn` and `@selectableField` at the kind or at a field,
 * `@subresource`. Enter at {@link columnMarkers} and {@link fieldColumnMarkers}.
 */
import type { Problem } from '../diagnostics.js';
import { badArgument, type Field, type FieldMarker, parseWords, type ResourceMarker, type Tag, type Words } from './marker.js';

const columnKeys = ['name', 'type', 'jsonPath', 'format', 'description', 'priority'];

const keysAreOf = (words: Words, keys: readonly string[]) => Object.keys(words.named).every((key) => keys.includes(key));

/** What both forms of `@printColumn` share, or undefined where a priority is no number. */
function columnOptions(words: Words) {
  const { format, description, priority } = words.named;
  if (priority !== undefined && !/^\d+$/.test(priority)) return undefined;
  return {
    ...(format === undefined ? {} : { format }),
    ...(description === undefined ? {} : { description }),
    ...(priority === undefined ? {} : { priority: Number(priority) }),
  };
}

const printColumn: ResourceMarker = {
  names: ['printColumn'],
  toLineEnd: true,
  apply: (draft, tag) => {
    const wants = 'name=… type=… jsonPath=… [priority=1] [format=…] [description="…"]';
    const words = parseWords(tag.argument);
    const options = words === undefined ? undefined : columnOptions(words);
    const { name, type, jsonPath } = words?.named ?? {};
    if (words === undefined || options === undefined || words.plain.length > 0 || !keysAreOf(words, columnKeys))
      return badArgument(tag, wants);
    if (name === undefined || type === undefined || jsonPath === undefined) return badArgument(tag, wants);
    return { ...draft, columns: [...draft.columns, { name, type, jsonPath, ...options, origin: tag.origin }] };
  },
};

const fieldColumn: FieldMarker = {
  names: ['printColumn'],
  toLineEnd: true,
  apply: (field, tag) => {
    const words = parseWords(tag.argument);
    const options = words === undefined ? undefined : columnOptions(words);
    const usable = words !== undefined && words.plain.length <= 1 && keysAreOf(words, ['name', 'format', 'description', 'priority']);
    if (!usable || options === undefined)
      return badArgument(tag, '[name] [priority=1] at a field: its path and type follow from the field');
    const name = words.named.name ?? words.plain[0];
    return addColumn(field, tag, { ...(name === undefined ? {} : { name }), ...options });
  },
};

const addColumn = (field: Field, tag: Tag, column: object): Field => ({
  ...field,
  columns: [...(field.columns ?? []), { ...column, origin: tag.origin }],
});

const selectable: ResourceMarker = {
  names: ['selectableField'],
  apply: (draft, tag) =>
    /^\S+$/.test(tag.argument)
      ? { ...draft, selectableFields: [...draft.selectableFields, { jsonPath: tag.argument, origin: tag.origin }] }
      : badArgument(tag, 'a path such as .spec.host'),
};

const fieldSelectable: FieldMarker = {
  names: ['selectableField'],
  apply: (field, tag) => (tag.argument === '' ? { ...field, selectable: tag.origin } : badArgument(tag, 'no argument at a field')),
};

const noAgeColumn: ResourceMarker = {
  names: ['noAgeColumn'],
  apply: (draft, tag) => (tag.argument === '' ? { ...draft, ageColumn: false } : badArgument(tag, 'no argument')),
};

const subresource: ResourceMarker = {
  names: ['subresource'],
  toLineEnd: true,
  apply: (draft, tag) => {
    const words = parseWords(tag.argument);
    if (words?.plain[0] !== 'scale') return onlyScale(tag);
    const { spec, status, selector } = words.named;
    if (spec === undefined || status === undefined || !keysAreOf(words, ['spec', 'status', 'selector']) || words.plain.length > 1)
      return badArgument(tag, 'scale spec=.spec.replicas status=.status.replicas [selector=.status.selector]');
    const paths = {
      specReplicasPath: spec,
      statusReplicasPath: status,
      ...(selector === undefined ? {} : { labelSelectorPath: selector }),
    };
    return { ...draft, scale: { ...paths, origin: tag.origin } };
  },
};

function onlyScale(tag: Tag): Problem {
  return { ...badArgument(tag, 'scale spec=… status=…'), help: 'the status subresource needs no tag: an interface <Kind>Status makes it' };
}

/** At the kind. */
export const columnMarkers: readonly ResourceMarker[] = [printColumn, selectable, noAgeColumn, subresource];
/** At a field. */
export const fieldColumnMarkers: readonly FieldMarker[] = [fieldColumn, fieldSelectable];
