/**
 * Types that are known by name: those of `kube-core/types`, and what a few names of TypeScript's library mean in a schema or why they
 * have none. Enter at {@link knownType} and {@link refusedGlobal}.
 */
import { aliases } from '../builtin/aliases.js';
import { kubernetesType } from '../builtin/kubernetes.js';
import { referenceTo } from '../builtin/modules.js';
import type { ListNode, SchemaNode } from '../model/schema-node.js';

const modules: ReadonlySet<string> = new Set(['kube-core', 'kube-core/types']);
/** What `kube-core/k8s` passes on of them. */
const ofKinds: ReadonlySet<string> = new Set(['Condition', 'ObjectMeta']);

/** What a name imported from a package means, or undefined where that is not known. */
export function knownType(module: string, name: string): SchemaNode | undefined {
  const isAlias = modules.has(module) || (module === 'kube-core/k8s' && ofKinds.has(name));
  if (isAlias && Object.hasOwn(aliases, name)) return aliases[name];
  const to = referenceTo(module, name);
  if (to === undefined) return undefined;
  return kubernetesType(to) === undefined ? { node: 'json' } : { node: 'ref', to };
}

/** Where a name is imported from, or undefined where it is none of ours. */
export function homeOf(name: string): string | undefined {
  if (Object.hasOwn(aliases, name)) return name === 'KubeObject' ? 'kube-core' : 'kube-core/types';
  return ['kube-core/types', 'kube-core/k8s'].find((module) => /^[A-Z]/.test(name) && referenceTo(module, name) !== undefined);
}

/** Every name that can be imported, for messages. */
export const knownTypeNames: readonly string[] = Object.keys(aliases);

const refused: Readonly<Record<string, string>> = {
  Map: 'write Record<string, …>',
  ReadonlyMap: 'write Record<string, …>',
  WeakMap: 'write Record<string, …>',
  Set: 'write T[] with @listType set',
  ReadonlySet: 'write T[] with @listType set',
  WeakSet: 'write T[] with @listType set',
  Date: "parsed JSON holds a string: use DateTime of 'kube-core/types'",
  RegExp: 'write a string; its own form can be checked by a @validation rule',
  URL: 'write a string with @format uri',
  Uint8Array: "JSON has no bytes: use Bytes of 'kube-core/types', which is base64",
  ArrayBuffer: "JSON has no bytes: use Bytes of 'kube-core/types', which is base64",
  Buffer: "JSON has no bytes: use Bytes of 'kube-core/types', which is base64",
  Promise: 'an object of the API is plain data',
  Function: 'an object of the API is plain data',
  Error: 'write an interface with the fields that you need',
  String: 'write string',
  Number: "use Int32, Int64 or Double of 'kube-core/types'",
  Boolean: 'write boolean',
  Symbol: 'an object of the API is plain data',
  BigInt: "use Int64 of 'kube-core/types', or a string with a @pattern",
};

/** What to write instead of a type of the library that JSON has no form for. */
export function refusedGlobal(name: string): string | undefined {
  return Object.hasOwn(refused, name) ? refused[name] : undefined;
}

/** A list of these; conditions are a map by `type`, whatever the field is called (KEP-1623). */
export function listOf(items: SchemaNode): ListNode {
  const keyed = items.node === 'ref' && items.to === 'Condition';
  return keyed ? { node: 'list', items, listType: 'map', mapKeys: ['type'] } : { node: 'list', items };
}
