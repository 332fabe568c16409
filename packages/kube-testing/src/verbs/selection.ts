/**
 * Which objects of a collection a call is about: {@link selection}.
 */
import type { ApiCall } from '../request/incoming.js';
import { fieldSelector } from '../request/field-selector.js';
import { labelSelector } from '../request/label-selector.js';
import type { ListOptions } from '../request/options.js';
import type { Item } from '../store/item.js';

/** Those in the namespace of the call, of its name if it has one, and selected. @throws Refusal 400 for a selector that is none. */
export function selection(call: ApiCall, options: Pick<ListOptions, 'labels' | 'fields'>): (item: Item) => boolean {
  const { namespace, name, resource } = call;
  const labels = labelSelector(options.labels);
  const fields = fieldSelector(options.fields, resource.selectable);
  return (item) =>
    (namespace === undefined || item.namespace === namespace) &&
    (name === undefined || item.name === name) &&
    labels(item.object) &&
    fields(item.object);
}
