/**
 * The types of `kube-core/types` by their name: what each is on the wire. Enter at {@link aliases}.
 */
import type { SchemaNode } from '../model/schema-node.js';

/** Canonical amounts, as kube-apiserver reads them (apimachinery `resource.Quantity`). */
const quantityPattern =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';
/** The server's `duration` format lets ISO 8601 pass too; Go does not read that. */
const durationPattern = '^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+$';
const uint32Max = 4294967295;
const percentMaxLength = 8; // bounded, so that rules may look at it for nothing
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'; // RFC 1123
const durationMaxLength = 32; // the longest that Go prints is 24 characters

/** By name. */
export const aliases: Readonly<Record<string, SchemaNode>> = {
  Int32: { node: 'scalar', type: 'integer', format: 'int32' },
  Int64: { node: 'scalar', type: 'integer', format: 'int64' },
  UInt32: { node: 'scalar', type: 'integer', format: 'int64', constraints: { minimum: 0, maximum: uint32Max } },
  Integer: { node: 'scalar', type: 'integer' },
  Float: { node: 'scalar', type: 'number', format: 'float' },
  Double: { node: 'scalar', type: 'number', format: 'double' },
  Bytes: { node: 'scalar', type: 'string', format: 'byte' },
  DateTime: { node: 'scalar', type: 'string', format: 'date-time' },
  DateOnly: { node: 'scalar', type: 'string', format: 'date' },
  Duration: { node: 'scalar', type: 'string', constraints: { maxLength: durationMaxLength, pattern: durationPattern } },
  Quantity: { node: 'int-or-string', constraints: { pattern: quantityPattern } },
  IntOrString: { node: 'int-or-string' },
  Percent: { node: 'scalar', type: 'string', constraints: { maxLength: percentMaxLength, pattern: '^[0-9]+%$' } },
  Uri: { node: 'scalar', type: 'string', format: 'uri' },
  Cidr: { node: 'scalar', type: 'string', format: 'cidr' },
  IPv4: { node: 'scalar', type: 'string', format: 'ipv4' },
  IPv6: { node: 'scalar', type: 'string', format: 'ipv6' },
  Uuid: { node: 'scalar', type: 'string', format: 'uuid' },
  DnsLabel: { node: 'scalar', type: 'string', constraints: { maxLength: 63, pattern: `^${label}$` } },
  DnsSubdomain: { node: 'scalar', type: 'string', constraints: { maxLength: 253, pattern: `^${label}(\\.${label})*$` } },
  Json: { node: 'json' },
  Condition: { node: 'ref', to: 'Condition' },
  ObjectMeta: { node: 'ref', to: 'ObjectMeta' },
  EmbeddedMeta: { node: 'ref', to: 'EmbeddedMeta' },
  LocalObjectRef: { node: 'ref', to: 'LocalObjectRef' },
  RawExtension: { node: 'object', properties: [], preserveUnknown: true },
  KubeObject: { node: 'object', properties: [], preserveUnknown: true, embeddedResource: true },
};
