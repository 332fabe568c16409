/**
 * What `kubectl get` shows and selects by, and the scale subresource: `@printColumn` and `@selectableField` at the kind or at a field,
 * `@scale`. Enter at {@link columnMarkers} and {@link fieldColumnMarkers}.
 */
import type { Problem } from '../diagnostics.js';
import {
  badArgument,
  type Field,
  type FieldMarker,
  isArgument,
  isProblem,
  oddArgument,
  parseWords,
  type ResourceDraft,
  type ResourceMarker,
  type Tag,
  type Words,
} from './marker.js';

const columnKeys = ['name', 'type', 'jsonPath', 'format', 'description', 'priority'];
const fieldColumnKeys = ['name', 'format', 'description', 'priority'];

/** The arguments of a tag by name, if they are well formed and have names that it knows. */
function namedArguments(tag: Tag, { keys, wants }: { readonly keys: readonly string[]; readonly wants: string }): Words | Problem {
  const words = parseWords(tag.argument);
  if (words === undefined) return badArgument(tag, wants);
  const odd = Object.keys(words.named).find((key) => !keys.includes(key));
  return odd === undefined ? words : oddArgument(tag, { odd, keys });
}

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

const scaleKeys = ['spec', 'status', 'selector'];
const scaleWants = 'spec=.spec.replicas status=.status.replicas [selector=.status.selector]';

const scale: ResourceMarker = { names: ['scale'], toLineEnd: true, continues: isArgument, apply: readScale };

const noStatusSubresource: ResourceMarker = {
  names: ['noStatusSubresource'],
  apply: (draft, tag) => (tag.argument === '' ? { ...draft, statusSubresource: false } : badArgument(tag, 'no argument')),
};

const subresource: ResourceMarker = {
  names: ['subresource'],
  repeatable: true,
  continues: isArgument,
  toLineEnd: true,
  apply: (draft, tag) => {
    const [, which, rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(tag.argument) ?? [];
    if (which === 'scale') return readScale(draft, { ...tag, argument: rest });
    if (which === 'status' && rest === '') return { ...draft, statusSubresource: true };
    return badArgument(tag, `status, or scale ${scaleWants}`);
  },
};

function readScale(draft: ResourceDraft, tag: Tag): ResourceDraft | Problem {
  const words = namedArguments(tag, { keys: scaleKeys, wants: scaleWants });
  if (isProblem(words)) return words;
  const { spec, status, selector } = words.named;
  if (spec === undefined || status === undefined || words.plain.length > 0) return badArgument(tag, scaleWants);
  if (draft.scale !== undefined) return { code: 'KC805', message: 'a kind has one scale subresource', help: 'leave one of the tags out' };
  const paths = { specReplicasPath: spec, statusReplicasPath: status, ...(selector !== undefined && { labelSelectorPath: selector }) };
  return { ...draft, scale: { ...paths, origin: tag.origin } };
}

/** At the kind. */
export const columnMarkers: readonly ResourceMarker[] = [printColumn, selectable, noAgeColumn, scale, subresource, noStatusSubresource];
/** At a field. */
export const fieldColumnMarkers: readonly FieldMarker[] = [fieldColumn, fieldSelectable];
