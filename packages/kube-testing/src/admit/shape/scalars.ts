/**
 * Scalars as Go decodes them and writes them again: {@link scalarOf} refuses what a field does not take, and gives quantities, times and
 * bytes the one form in which the server keeps them.
 */
import { messageOf, parseQuantity, printQuantity } from 'kube-core';
import { referenceOf, type OpenApiSchema } from 'kube-core/openapi';
import { canonicalTime } from './go-time.js';

/** A text that the type of its field does not read, in the server's words. */
export class Unreadable extends Error {}

/** How types that are texts on the wire are read, by the name of their schema. */
const readers = new Map<string, (text: string) => string>([
  ['io.k8s.apimachinery.pkg.api.resource.Quantity', quantityOf],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.Time', (text) => canonicalTime(text, 'seconds')],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime', (text) => canonicalTime(text, 'microseconds')],
]);

/**
 * @param value - A string, a number or a boolean.
 * @param schema - The schema of its field.
 * @param target - What that schema refers to.
 * @returns the value as it is stored; undefined where it has another JSON type than the field.
 * @throws Unreadable for a text that its type does not read.
 */
export function scalarOf(value: unknown, schema: OpenApiSchema, target: OpenApiSchema): unknown {
  const reader = readers.get(referenceOf(schema) ?? '');
  if (reader !== undefined) return ['string', 'number', 'bigint'].includes(typeof value) ? read(String(value), reader) : undefined;
  if (target.format === 'int-or-string') return typeof value === 'string' || isIntegerOf(value, 'int32') ? value : undefined;
  switch (target.type) {
    case 'string':
      return textOf(value, target);
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return isIntegerOf(value, target.format) ? value : undefined;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
    default:
      return value;
  }
}

function textOf(value: unknown, { format }: OpenApiSchema): unknown {
  if (typeof value !== 'string') return undefined;
  return format === 'byte' ? read(value, bytesOf) : value;
}

function read(text: string, reader: (text: string) => string): string {
  try {
    return reader(text);
  } catch (error) {
    throw new Unreadable(messageOf(error));
  }
}

function quantityOf(text: string): string {
  const quantity = parseQuantity(text);
  if (quantity !== undefined) return printQuantity(quantity);
  throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

/** Base64 as Go reads it: in the standard alphabet and padded; line ends are left out. */
function bytesOf(value: string): string {
  const text = value.replace(/[\r\n]/g, '');
  const [good = ''] = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text) ?? [];
  if (good.length === text.length) return text;
  const [plain = ''] = /^[A-Za-z0-9+/]*/.exec(text.slice(good.length)) ?? [];
  throw new Error(`illegal base64 data at input byte ${good.length + plain.length}`);
}

const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
const int32 = { least: -(2n ** 31n), most: 2n ** 31n - 1n };

function isIntegerOf(value: unknown, format: string | undefined): boolean {
  const whole = typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
  const { least, most } = format === 'int32' ? int32 : int64;
  return typeof whole === 'bigint' && whole >= least && whole <= most;
}
