/**
 * What `kubectl get` shows and selects by: `@printColumn` and `@selectableField` at the kind or at a field. Enter at {@link columnMarkers} and {@link fieldColumnMarkers}.
 */
import {
  badArgument,
  type Field,
  type FieldMarker,
  isArgument,
  isProblem,
  namedArguments,
  type ResourceMarker,
  type Tag,
  type Words,
} from './marker.js';

const columnKeys = ['name', 'type', 'jsonPath', 'format', 'description', 'priority'];
const fieldColumnKeys = ['name', 'format', 'description', 'priority'];

/** What both forms of `@printColumn` share, or undefined where a priority is no number. */
function columnOptions(words: Words) {
  const { format, description, priority } = words.named;
  if (priority !== undefined && !/^\d{1,9}$/.test(priority)) return undefined;
  return {
    ...(format === undefined ? {} : { format }),
    ...(description === undefined ? {} : { description }),
    ...(priority === undefined ? {} : { priority: Number(priority) }),
  };
}

const printColumn: ResourceMarker = {
  names: ['printColumn'],
  continues: isArgument,
  toLineEnd: true,
  repeatable: true,
  apply: (draft, tag) => {
    const wants = 'name=… type=… jsonPath=… [priority=1] [format=…] [description="…"]';
    const words = namedArguments(tag, { keys: columnKeys, wants });
    if (isProblem(words)) return words;
    const options = columnOptions(words);
    const { name, type, jsonPath } = words.named;
    if (options === undefined || words.plain.length > 0 || name === undefined || type === undefined || jsonPath === undefined)
      return badArgument(tag, wants);
    return { ...draft, columns: [...draft.columns, { name, type, jsonPath, ...options, origin: tag.origin }] };
  },
};

const fieldColumn: FieldMarker = {
  names: ['printColumn'],
  continues: isArgument,
  ofProperty: true,
  toLineEnd: true,
  repeatable: true,
  apply: (field, tag) => {
    const wants = '[name] [priority=1] at a field: its path and type follow from the field';
    const words = namedArguments(tag, { keys: fieldColumnKeys, wants });
    if (isProblem(words)) return words;
    const options = columnOptions(words);
    if (options === undefined || words.plain.length > 1) return badArgument(tag, wants);
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
  repeatable: true,
  apply: (draft, tag) =>
    /^\S+$/.test(tag.argument)
      ? { ...draft, selectableFields: [...draft.selectableFields, { jsonPath: tag.argument, origin: tag.origin }] }
      : badArgument(tag, 'a path such as .spec.host'),
};

const fieldSelectable: FieldMarker = {
  names: ['selectableField'],
  ofProperty: true,
  apply: (field, tag) => (tag.argument === '' ? { ...field, selectable: tag.origin } : badArgument(tag, 'no argument at a field')),
};

const noAgeColumn: ResourceMarker = {
  names: ['noAgeColumn'],
  apply: (draft, tag) => (tag.argument === '' ? { ...draft, noAgeColumn: tag.origin } : badArgument(tag, 'no argument')),
};

/** At the kind. */
export const columnMarkers: readonly ResourceMarker[] = [printColumn, selectable, noAgeColumn];
/** At a field. */
export const fieldColumnMarkers: readonly FieldMarker[] = [fieldColumn, fieldSelectable];
