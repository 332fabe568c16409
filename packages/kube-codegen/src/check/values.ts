/**
 * Defaults, limits and list keys that a server refuses, or accepts and then breaks on: {@link checkShape}.
 */
import { patternProblem } from 'kube-core/schema';
import type { Diagnostic, DiagnosticCode } from '../diagnostics.js';
import type { Constraints, JsonValue, ListNode, ObjectNode, Origin, SchemaNode } from '../model/schema-node.js';
import type { Shape } from './walk.js';

/** What is wrong with one shape, beside what is wrong inside it. */
export function checkShape(shape: Shape): readonly Diagnostic[] {
  return [...checkDefault(shape), ...checkLimits(shape), ...checkEnum(shape), ...checkList(shape)];
}

interface Finding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help: string;
}

const at = (origin: Origin, finding: Finding): Diagnostic => ({ ...finding, origin });

function checkDefault({ node, property, origin, inArm }: Shape): readonly Diagnostic[] {
  if (node.default === undefined) return [];
  const place = node.default.origin ?? origin;
  if (inArm) {
    return [
      at(place, {
        code: 'KC504',
        message: `a default of ${property?.name ?? 'a value'} would bring one member of the union into all others`,
        help: 'leave the default out, and fill it in where the object is read',
      }),
    ];
  }
  const wrong = mismatch(node.default.value, node);
  return wrong === undefined
    ? []
    : [
        at(place, {
          code: 'KC501',
          message: `the default ${JSON.stringify(node.default.value)} ${wrong}`,
          help: 'a default must be a value that the field accepts',
        }),
      ];
}

/** Why a value does not fit a shape, as far as types, limits and required properties say. */
function mismatch(value: JsonValue, node: SchemaNode): string | undefined {
  if (value === null) return node.nullable === true ? undefined : 'is null, and the field is not nullable';
  switch (node.node) {
    case 'scalar':
      return typeMismatch(value, node.type) ?? limitMismatch(value, node.constraints ?? {});
    case 'enum':
      return node.values.includes(value) ? undefined : `is none of ${node.values.map((one) => JSON.stringify(one)).join(', ')}`;
    case 'int-or-string':
      return typeof value === 'string' || Number.isInteger(value) ? undefined : 'is neither a whole number nor a string';
    case 'list':
      return Array.isArray(value) ? undefined : 'is no list';
    case 'object':
      return objectMismatch(value, node);
    case 'map':
    case 'union':
      return typeof value === 'object' && !Array.isArray(value) ? undefined : 'is no object';
    default:
      return undefined;
  }
}

/** Servers judge a default before they fill in the defaults inside it, so that these do not count. */
function objectMismatch(value: JsonValue, { properties }: ObjectNode): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no object';
  const given = new Map<string, JsonValue>(Object.entries(value));
  const missing = properties.find(({ name, required }) => required && !given.has(name));
  if (missing !== undefined) return `has no ${missing.name}, which is required`;
  for (const { name, node } of properties) {
    const wrong = given.has(name) ? mismatch(given.get(name) ?? null, node) : undefined;
    if (wrong !== undefined) return `does not fit: ${name} ${wrong}`;
  }
  return undefined;
}

function typeMismatch(value: JsonValue, type: string): string | undefined {
  const fits = type === 'integer' ? Number.isInteger(value) : typeof value === type;
  return fits ? undefined : `is no ${type}`;
}

function limitMismatch(value: JsonValue, limits: Constraints): string | undefined {
  const { minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = limits;
  if (typeof value === 'number' && (value < minimum || value > maximum)) return 'is outside the limits of the field';
  // Servers count code points.
  const length = typeof value === 'string' ? Array.from(value).length : minLength;
  return length < minLength || length > maxLength ? 'is outside the limits of the field' : undefined;
}

const pairs = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

function checkLimits({ node, origin }: Shape): readonly Diagnostic[] {
  const limits: Constraints = 'constraints' in node ? (node.constraints ?? {}) : {};
  const place = (name: string): Origin => node.spans?.[name] ?? origin;
  const crossed = pairs.filter(([low, high]) => (limits[low] ?? -Infinity) > (limits[high] ?? Infinity));
  const inexact = (['minimum', 'maximum', 'multipleOf'] as const).filter((name) => Math.abs(limits[name] ?? 0) > Number.MAX_SAFE_INTEGER);
  const pattern = limits.pattern === undefined ? undefined : patternProblem(limits.pattern);
  return [
    ...crossed.map(([low, high]) =>
      at(place(high), { code: 'KC601', message: `${low} is greater than ${high}: nothing fits`, help: 'exchange the two' }),
    ),
    ...inexact.map((name) =>
      at(place(name), {
        code: 'KC602',
        message: `${name} is greater than JavaScript can say exactly`,
        help: 'leave it out: int64 has its limits already',
      }),
    ),
    ...(pattern === undefined
      ? []
      : [
          at(place('pattern'), {
            code: 'KC603',
            message: `the pattern is not one of Go's: ${pattern}`,
            help: 'servers read RE2: no look-around, no back-references, no \\u',
          }),
        ]),
  ];
}

function checkEnum({ node, origin }: Shape): readonly Diagnostic[] {
  if (node.node !== 'enum') return [];
  const repeated = node.values.length !== new Set(node.values).size;
  return repeated ? [at(origin, { code: 'KC605', message: 'a value stands twice', help: 'leave one of them out' })] : [];
}

function checkList({ node, origin }: Shape): readonly Diagnostic[] {
  if (node.node !== 'list') return [];
  const place = node.spans?.listMapKey ?? node.spans?.listType ?? origin;
  if (node.listType === 'map') return mapProblems(node).map((finding) => at(place, finding));
  if (node.listType === 'set' && !isScalar(node.items)) {
    return [
      at(place, {
        code: 'KC402',
        message: 'the items of a set are text, numbers or booleans',
        help: 'write @listType map with @listMapKey for objects',
      }),
    ];
  }
  return [];
}

const isScalar = ({ node }: SchemaNode): boolean => node === 'scalar' || node === 'enum' || node === 'int-or-string';

function mapProblems({ items, mapKeys = [] }: ListNode): readonly Finding[] {
  if (items.node === 'ref') return [];
  if (items.node !== 'object')
    return [{ code: 'KC403', message: 'the items of a list map are objects', help: 'write @listType set for scalars' }];
  if (mapKeys.length === 0)
    return [
      {
        code: 'KC404',
        message: 'a list map needs its keys',
        help: 'add @listMapKey with the names of the properties that tell items apart',
      },
    ];
  const repeated = mapKeys.filter((key, i) => mapKeys.indexOf(key) < i);
  return [
    ...repeated.map((key) => ({ code: 'KC408', message: `the key ${key} stands twice`, help: 'leave one of them out' }) as const),
    ...mapKeys.flatMap((key) => keyProblem(items, key)),
  ];
}

function keyProblem(items: ObjectNode, key: string): readonly Finding[] {
  const property = items.properties.find(({ name }) => name === key);
  if (property === undefined)
    return [{ code: 'KC405', message: `the items have no property ${key}`, help: 'name properties that the items have' }];
  if (!isScalar(property.node)) return [{ code: 'KC406', message: `${key} is no scalar`, help: 'keys are text, numbers or booleans' }];
  if (!property.required && property.node.default === undefined)
    return [{ code: 'KC407', message: `${key} is optional and has no default`, help: 'make it required, or give it a @default' }];
  return [];
}
