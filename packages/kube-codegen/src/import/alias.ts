/** The aliases of kube-core by which TypeScript says what a `string` or a `number` cannot: {@link aliasOf}. */
import { equal } from 'kube-core/json';
import { aliases } from '../builtin/aliases.js';
import type { SchemaNode } from '../model/schema-node.js';

/** A name, and the shape that it stands for: what the node says beyond that is said in tags. */
export interface Alias {
  readonly name: string;
  readonly node: SchemaNode;
}

/** Aliases that stand for their limits too, the most telling first. */
const exact = ['UInt32', 'Duration', 'Percent', 'DnsLabel', 'DnsSubdomain', 'Quantity'] as const;
const byFormat: Readonly<Record<string, string>> = {
  byte: 'Bytes',
  'date-time': 'DateTime',
  date: 'DateOnly',
  uri: 'Uri',
  cidr: 'Cidr',
  ipv4: 'IPv4',
  ipv6: 'IPv6',
  uuid: 'Uuid',
};

/** Whose module each is in, where that is not `kube-core/types`. */
const homes: Readonly<Record<string, string>> = { KubeObject: 'kube-core', ObjectMeta: 'kube-core' };

export const homeOfAlias = (name: string): string => (Object.hasOwn(homes, name) ? (homes[name] ?? '') : 'kube-core/types');

/** @returns undefined for what TypeScript says itself: a string, an enum, an object with properties. */
export function aliasOf(node: SchemaNode): Alias | undefined {
  const name = exact.find((each) => isExactly(node, each)) ?? nameFor(node);
  const shape = name === undefined ? undefined : aliases[name];
  return name === undefined || shape === undefined ? undefined : { name, node: shape };
}

function isExactly(node: SchemaNode, name: string): boolean {
  const alias = aliases[name];
  if (alias?.node !== node.node || !('constraints' in node) || !('constraints' in alias)) return false;
  if (node.node === 'scalar' && alias.node === 'scalar' && (node.type !== alias.type || node.format !== alias.format)) return false;
  return equal(node.constraints, alias.constraints);
}

function nameFor(node: SchemaNode): string | undefined {
  switch (node.node) {
    case 'json':
      return 'Json';
    case 'int-or-string':
      return 'IntOrString';
    case 'object':
      if (node.properties.length > 0) return undefined;
      return node.embeddedResource === true ? 'KubeObject' : 'RawExtension';
    case 'scalar':
      if (node.type === 'integer') return node.format === 'int32' ? 'Int32' : node.format === 'int64' ? 'Int64' : 'Integer';
      if (node.type === 'number') return node.format === 'float' ? 'Float' : 'Double';
      return node.type === 'string' && node.format !== undefined && Object.hasOwn(byFormat, node.format)
        ? byFormat[node.format]
        : undefined;
    default:
      return undefined;
  }
}
