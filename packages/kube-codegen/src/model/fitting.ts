/**
 * The value nearest to one that does not fit, for messages that show how it would be written: {@link fitting}, {@link exampleOf}.
 */
import { suggest } from 'kube-core/support';
import type { Constraints, EnumNode, JsonValue, ObjectNode, SchemaNode } from './schema-node.js';

type JsonObject = Readonly<Record<string, JsonValue>>;
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
const isObject = (value: JsonValue): value is JsonObject => typeof value === 'object' && value !== null && !isList(value);

/** A value of this shape that changes as little as it can: `"3"` becomes 3, `3` becomes `"3"`, a field that is required is added. */
export function fitting(node: SchemaNode, value: JsonValue): JsonValue {
  switch (node.node) {
    case 'scalar':
      if (node.type === 'string') return typeof value === 'string' ? value : JSON.stringify(value);
      return node.type === 'boolean' ? asBoolean(value) : asNumber(value, node.type === 'integer', node.constraints ?? {});
    case 'enum':
      return node.values.includes(value) ? value : nearestOf(node, value);
    case 'list': {
      const items = (isList(value) ? value : [value]).map((item) => fitting(node.items, item));
      return items.slice(0, node.constraints?.maxItems);
    }
    case 'map':
      return isObject(value) ? mapped(value, (each) => fitting(node.values, each)) : exampleOf(node);
    case 'object':
      return isObject(value) ? fittingObject(node, value) : exampleOf(node);
    case 'int-or-string':
      return typeof value === 'number' || typeof value === 'string' ? value : exampleOf(node);
    default:
      return value;
  }
}

/** Any value of this shape. */
export function exampleOf(node: SchemaNode): JsonValue {
  switch (node.node) {
    case 'scalar':
      if (node.type === 'string') return 'text';
      return node.type === 'boolean' ? true : asNumber(1, node.type === 'integer', node.constraints ?? {});
    case 'enum':
      return node.values[0] ?? null;
    case 'list':
      return [exampleOf(node.items)];
    case 'map':
      return { key: exampleOf(node.values) };
    case 'object':
      return fittingObject(node, {});
    case 'union':
      return node.arms[0] === undefined ? {} : exampleOf(node.arms[0]);
    case 'int-or-string':
      return node.values?.[0] ?? 80;
    default:
      return {};
  }
}

const mapped = (object: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([name, each]) => [name, change(each)]));

function fittingObject({ properties, preserveUnknown }: ObjectNode, value: JsonObject): JsonObject {
  const known = properties.flatMap(({ name, required, node }) => {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    if (own !== undefined) return [[name, fitting(node, own)] as const];
    return required ? [[name, node.default?.value ?? exampleOf(node)] as const] : [];
  });
  return preserveUnknown === true ? { ...value, ...Object.fromEntries(known) } : Object.fromEntries(known);
}

const asBoolean = (value: JsonValue): boolean => ![false, 0, 'false', 'no', 'off'].some((each) => each === value);

export function asNumber(value: JsonValue, whole: boolean, limits: Constraints): number {
  const read = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
  const { multipleOf: step = whole ? 1 : 0, minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = limits;
  const gap = step > 0 ? step : Number.EPSILON;
  const low = exclusiveMinimum === true ? minimum + gap : minimum;
  const high = exclusiveMaximum === true ? maximum - gap : maximum;
  const bounded = Math.min(Math.max(Number.isFinite(read) ? read : 1, low), high);
  if (step <= 0) return bounded;
  const up = Math.ceil(bounded / step) * step;
  return up <= high ? up : Math.floor(high / step) * step;
}

function nearestOf({ values }: EnumNode, value: JsonValue): JsonValue {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const texts = values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  return values[Math.max(texts.indexOf(suggest(text, texts) ?? ''), texts.indexOf(text), 0)] ?? null;
}
