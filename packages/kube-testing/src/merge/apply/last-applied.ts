/**
 * The annotation in which `kubectl apply` keeps what it applied, and how a server-side apply by `kubectl` takes over from it.
 * Enter at {@link takenOver} and {@link syncLastApplied}.
 */
import { isObject, objectAt, without, type JsonObject } from 'kube-core/json';
import type { Topology } from 'kube-core/schema';
import { compareFields } from '../fields/compare.js';
import { fieldsOf } from '../fields/of.js';
import { goJson } from '../fields/element.js';
import { FieldSet } from '../fields/field-set.js';
import type { Contested } from '../managers/update.js';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
/** The manager that a server-side apply of kubectl has unless it is told another. */
const kubectl = 'kubectl';

/**
 * What stays contested when kubectl applies: not the fields that it applied from the client before and that still have the value
 * it gave them.
 */
export function takenOver(
  contested: Contested,
  manager: string,
  { live, topology }: { readonly live: JsonObject; readonly topology: Topology },
): Contested {
  const owned = manager === kubectl ? lastApplied(live, topology) : FieldSet.empty;
  if (owned.isEmpty) return contested;
  return new Map([...contested].map(([id, fields]) => [id, fields.difference(owned)] as const).filter(([, fields]) => !fields.isEmpty));
}

function lastApplied(live: JsonObject, topology: Topology): FieldSet {
  const config = parsed(objectAt(objectAt(live, 'metadata'), 'annotations')[annotation]);
  if (config?.apiVersion !== live.apiVersion) return FieldSet.empty;
  const { added, modified, removed } = compareFields(config, live, topology);
  return fieldsOf(config, topology).difference(modified).difference(added).difference(removed);
}

function parsed(text: unknown): JsonObject | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The object with the annotation brought up to what kubectl applied; it is not added where there is none. */
export function syncLastApplied(object: JsonObject, config: JsonObject, manager: string): JsonObject {
  const metadata = objectAt(object, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  if (manager !== kubectl || typeof annotations[annotation] !== 'string' || annotations[annotation] === '') return object;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [annotation]: configText(config) } } };
}

/** The configuration as Go writes it, without the annotation itself. */
function configText(config: JsonObject): string {
  const metadata = objectAt(config, 'metadata');
  const annotations = without(objectAt(metadata, 'annotations'), annotation);
  const bare = Object.hasOwn(metadata, 'annotations') ? { ...config, metadata: { ...metadata, annotations } } : config;
  return `${goJson(bare)}\n`;
}
