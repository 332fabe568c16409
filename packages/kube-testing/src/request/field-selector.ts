/**
 * Field selectors as the server reads them, with its words for those it cannot read: {@link fieldSelector}.
 */
import { parseFieldSelector } from 'kube-core';
import { at, objectAt, textAt } from 'kube-core/json';
import type { KubeJson } from '../object.js';
import { badRequest } from '../refusal.js';
import { readOr400, type Selector } from './label-selector.js';

/** The value of a selectable field as text: absent is empty. */
function fieldText(object: KubeJson, field: string): string {
  const value = at(object, field.split('.'));
  if (field === 'spec.unschedulable' || field === 'spec.hostNetwork') return String(value === true);
  if (field === 'source') return textAt(objectAt(object, 'source'), 'component');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/**
 * @param text - `metadata.name=x,spec.nodeName!=y`; empty selects everything. In a value `\`, `,` and `=` have a `\` before them.
 * @param selectable - What the kind can be asked for beside name and namespace.
 * @throws Refusal 400 for a text that is no selector, or names another field.
 */
export function fieldSelector(text: string, selectable: readonly string[]): Selector {
  const known = ['metadata.name', 'metadata.namespace', ...selectable.map((field) => field.replace(/^\./, ''))];
  const terms = readOr400(() => parseFieldSelector(text));
  const unknown = terms.find(({ field }) => !known.includes(field));
  if (unknown !== undefined) {
    const names = known.map((name) => JSON.stringify(name)).join(', ');
    throw badRequest(`${JSON.stringify(unknown.field)} is not a known field selector: only ${names}`);
  }
  return (object) => terms.every(({ field, value, operator }) => (fieldText(object, field) === value) === (operator === '='));
}
