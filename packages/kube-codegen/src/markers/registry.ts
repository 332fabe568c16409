/**
 * The whole vocabulary: what tag means what, and what a misspelt one might have meant. Enter at {@link applyFieldTag} and
 * {@link resourceMarkerOf}.
 */
import type { Problem } from '../diagnostics.js';
import type { SchemaNode } from '../model/schema-node.js';
import { celMarkers } from './cel.js';
import { columnMarkers, fieldColumnMarkers } from './columns.js';
import { type Field, type FieldMarker, isProblem, misplaced, type ResourceMarker, type Tag } from './marker.js';
import { resourceMarkers } from './resource.js';
import { shapeMarkers } from './shape.js';
import { applyToKeys, validationMarkers } from './validation.js';

function byName<M extends { readonly names: readonly string[] }>(markers: readonly M[]): ReadonlyMap<string, M> {
  return new Map(markers.flatMap((marker) => marker.names.map((name) => [name, marker] as const)));
}

const fieldMarkers: ReadonlyMap<string, FieldMarker> = byName([
  ...validationMarkers,
  ...shapeMarkers,
  ...celMarkers,
  ...fieldColumnMarkers,
]);
const kindMarkers: ReadonlyMap<string, ResourceMarker> = byName([...resourceMarkers, ...columnMarkers]);

/** Tags that leave a property out of the kind; they act before its type is read. */
export const ignoreTags: ReadonlySet<string> = new Set(['ignore', 'hidden']);

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
  const leaf = leafOf(name);
  return (fieldMarkers.get(leaf) ?? kindMarkers.get(leaf))?.toLineEnd === true;
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

function within(field: Field, part: SchemaNode, at: { tag: Tag; put: (node: SchemaNode) => SchemaNode }): Field | Problem {
  const changed = applyFieldTag({ node: part, required: true }, at.tag);
  return isProblem(changed) ? changed : { ...field, node: at.put(changed.node) };
}

/** The tag of ours that somebody who wrote this probably meant: at most two letters away, and less than half of the word. */
export function suggestTag(name: string): string | undefined {
  const leaf = leafOf(name);
  const near = [...vocabulary].map((word) => ({ word, far: distance(leaf.toLowerCase(), word.toLowerCase()) }));
  const best = near.filter(({ word, far }) => far <= 2 && far * 2 < word.length).sort((a, b) => a.far - b.far)[0];
  return best === undefined ? undefined : name.slice(0, name.length - leaf.length) + best.word;
}

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
