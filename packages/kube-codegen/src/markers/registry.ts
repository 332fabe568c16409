/**
 * The whole vocabulary: what tag means what, and what a misspelt one might have meant. Enter at {@link applyFieldTag} and
 * {@link resourceMarkerOf}.
 */
import { suggest } from 'kube-core/support';
import type { Problem } from '../diagnostics.js';
import type { SchemaNode } from '../model/schema-node.js';
import { celMarkers } from './cel.js';
import { columnMarkers, fieldColumnMarkers } from './columns.js';
import { type Field, type FieldMarker, isProblem, misplaced, type ResourceMarker, type Tag } from './marker.js';
import { resourceMarkers } from './resource.js';
import { fieldScaleMarkers, scaleMarkers } from './scale.js';
import { shapeMarkers } from './shape.js';
import { applyToKeys, validationMarkers } from './validation.js';
import { versionMarkers } from './versions.js';

function byName<M extends { readonly names: readonly string[] }>(markers: readonly M[]): ReadonlyMap<string, M> {
  return new Map(markers.flatMap((marker) => marker.names.map((name) => [name, marker] as const)));
}

const ofFields = [...validationMarkers, ...shapeMarkers, ...celMarkers, ...fieldColumnMarkers, ...fieldScaleMarkers];
const ofKinds = [...resourceMarkers, ...versionMarkers, ...columnMarkers, ...scaleMarkers];
const fieldMarkers: ReadonlyMap<string, FieldMarker> = byName(ofFields);
const kindMarkers: ReadonlyMap<string, ResourceMarker> = byName(ofKinds);

/** Tags that leave a property out of the kind; they act before its type is read. */
export const ignoreTags: ReadonlySet<string> = new Set(['ignore', 'hidden']);

/** All tags by their names, each one's own name first; in the order of the documentation. */
export const tagNames = {
  kind: ofKinds.map(({ names }) => names),
  field: [...ofFields.map(({ names }) => names), [...ignoreTags]],
};

/** Every name that a tag of ours may have, without the paths of `@items.maxLength`. */
const vocabulary: ReadonlySet<string> = new Set([...fieldMarkers.keys(), ...kindMarkers.keys(), ...ignoreTags]);

const parts = ['items', 'values', 'keys'];

/** The last name of a path whose other parts we know: `items.items.maxLength` → `maxLength`. */
function leafOf(name: string): string {
  const path = name.split('.');
  return path.slice(0, -1).every((part) => parts.includes(part)) ? (path.at(-1) ?? name) : name;
}

export function isKnownTag(name: string): boolean {
  return vocabulary.has(leafOf(name));
}

/** Whether the argument of this tag is the rest of its line, whatever stands there. */
export function takesWholeLine(name: string): boolean {
  return markerOf(leafOf(name))?.toLineEnd === true;
}

/** Whether a line below a tag of ours goes on with its argument. */
export function continuesArgument({ name, argument }: Pick<Tag, 'name' | 'argument'>, line: string): boolean {
  const leaf = leafOf(name);
  return [fieldMarkers.get(leaf), kindMarkers.get(leaf)].some((each) => each?.continues?.(argument.trim(), line.trim()) === true);
}

const markerOf = (leaf: string): FieldMarker | ResourceMarker | undefined => fieldMarkers.get(leaf) ?? kindMarkers.get(leaf);

/** The tag's name without its aliases, if one comment may hold it only once. */
export function nameIfOnce(name: string): string | undefined {
  const leaf = leafOf(name);
  const marker = markerOf(leaf);
  const repeatable = [fieldMarkers.get(leaf), kindMarkers.get(leaf)].some((each) => each?.repeatable === true);
  return marker === undefined || repeatable ? undefined : name.slice(0, name.length - leaf.length) + (marker.names[0] ?? leaf);
}

export function resourceMarkerOf(tag: Tag): ResourceMarker | undefined {
  return kindMarkers.get(tag.name);
}

export function isFieldTag(tag: Tag): boolean {
  return fieldMarkers.has(leafOf(tag.name));
}

/** The field with what the tag says; tags of items, values and keys go to these. */
export function applyFieldTag(field: Field, tag: Tag): Field | Problem {
  const [part, ...rest] = tag.name.split('.');
  const inner = { ...tag, name: rest.join('.') };
  if (rest.length === 0) return fieldMarkers.get(tag.name)?.apply(field, tag) ?? field;
  if (part === 'keys') return applyToKeysOf(field, inner);
  const { node } = field;
  if (part === 'items' && node.node === 'list') return within(field, node.items, { tag: inner, put: (items) => ({ ...node, items }) });
  if (part === 'values' && node.node === 'map') return within(field, node.values, { tag: inner, put: (values) => ({ ...node, values }) });
  return misplaced(tag, node, part === 'items' ? 'lists' : 'maps');
}

function applyToKeysOf(field: Field, tag: Tag): Field | Problem {
  const marker = fieldMarkers.get(tag.name);
  return marker === undefined ? field : applyToKeys(field, tag, marker);
}

/** Whether only a property can be what the tag says: a type, an item or a value cannot. */
export function isPropertyTag(name: string): boolean {
  return fieldMarkers.get(leafOf(name))?.ofProperty === true;
}

export const propertyOnly = (tag: Tag): Problem => ({ code: 'KC803', message: `@${tag.name} belongs to a property` });

function within(field: Field, part: SchemaNode, at: { tag: Tag; put: (node: SchemaNode) => SchemaNode }): Field | Problem {
  if (isPropertyTag(at.tag.name)) return propertyOnly(at.tag);
  const changed = applyFieldTag({ node: part, required: true }, at.tag);
  return isProblem(changed) ? changed : { ...field, node: at.put(changed.node) };
}

/** The tag of ours that somebody who wrote this probably meant. */
export function suggestTag(name: string): string | undefined {
  const leaf = leafOf(name);
  const meant = suggest(leaf, vocabulary);
  return meant === undefined ? undefined : name.slice(0, name.length - leaf.length) + meant;
}
