/**
 * Types that are known by name: those of `kube-core/types`, and what a few names of TypeScript's library mean in a schema or why they
 * have none. Enter at {@link knownType} and {@link refusedGlobal}.
 */
import type { ListNode, SchemaNode } from '../model/schema-node.js';

/** Canonical amounts, as kube-apiserver reads them (apimachinery `resource.Quantity`). */
const quantityPattern =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';
/** The server's `duration` format lets ISO 8601 pass too; Go does not read that. */
const durationPattern = '^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+$';
const uint32Max = 4294967295;
const durationMaxLength = 32; // the longest that Go prints is 24 characters

const types: Readonly<Record<string, SchemaNode>> = {
  Int32: { node: 'scalar', type: 'integer', format: 'int32' },
  Int64: { node: 'scalar', type: 'integer', format: 'int64' },
  UInt32: { node: 'scalar', type: 'integer', format: 'int64', constraints: { minimum: 0, maximum: uint32Max } },
  Float: { node: 'scalar', type: 'number', format: 'float' },
  Double: { node: 'scalar', type: 'number', format: 'double' },
  Bytes: { node: 'scalar', type: 'string', format: 'byte' },
  DateTime: { node: 'scalar', type: 'string', format: 'date-time' },
  DateOnly: { node: 'scalar', type: 'string', format: 'date' },
  Duration: { node: 'scalar', type: 'string', constraints: { maxLength: durationMaxLength, pattern: durationPattern } },
  Quantity: { node: 'int-or-string', constraints: { pattern: quantityPattern } },
  IntOrString: { node: 'int-or-string' },
  Json: { node: 'json' },
  Condition: { node: 'ref', to: 'Condition' },
  ObjectMeta: { node: 'ref', to: 'ObjectMeta' },
  KubeObject: { node: 'object', properties: [], preserveUnknown: true, embeddedResource: true },
};

const modules: ReadonlySet<string> = new Set(['kube-core', 'kube-core/types']);

/** What a name imported from a package means, or undefined where that is not known. */
export function knownType(module: string, name: string): SchemaNode | undefined {
  return modules.has(module) && Object.hasOwn(types, name) ? types[name] : undefined;
}

/** Where a name is imported from, or undefined where it is none of ours. */
export function homeOf(name: string): string | undefined {
  if (!Object.hasOwn(types, name)) return undefined;
  return name === 'KubeObject' ? 'kube-core' : 'kube-core/types';
}

/** Every name that can be imported, for messages. */
export const knownTypeNames: readonly string[] = Object.keys(types);

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
