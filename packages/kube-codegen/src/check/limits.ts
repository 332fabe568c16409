/**
 * What a server takes and then breaks on: limits that nothing fits, numbers that JavaScript rounds, formats that are only words,
 * defaults that reach where they do not belong. Enter at {@link checkLimits}.
 */
import { formatCheck, formatNames } from 'kube-core/schema';
import { suggest } from 'kube-core/support';
import { describe } from '../markers/marker.js';
import type { Diagnostic } from '../diagnostics.js';
import type { Constraints, Origin, SchemaNode } from '../model/schema-node.js';
import type { Shape } from './walk.js';

/** What is wrong with the limits, values and default of one shape. */
export function checkLimits(shape: Shape): readonly Diagnostic[] {
  const { node, origin } = shape;
  const limits: Constraints = 'constraints' in node ? (node.constraints ?? {}) : {};
  const place = (name: string): Origin => node.spans?.[name] ?? origin;
  return [
    ...crossed(limits).map((each) => ({ ...each, origin: place(each.at) })),
    ...inexact(limits).map((each) => ({ ...each, origin: place(each.at) })),
    ...repeated(node).map((each) => ({ ...each, origin })),
    ...unknownFormat(node).map((each) => ({ ...each, origin: place('format') })),
    ...misplacedDefault(shape).map((each) => ({ ...each, origin: node.default?.origin ?? origin })),
  ].map(({ code, message, help, origin: at }) => ({ code, message, help, origin: at }));
}

type Finding = Pick<Diagnostic, 'code' | 'message'> & { readonly help: string };

const pairs = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

function crossed(limits: Constraints): readonly (Finding & { at: string })[] {
  return pairs
    .filter(([low, high]) => (limits[low] ?? -Infinity) > (limits[high] ?? Infinity))
    .map(([low, high]) => ({ code: 'KC601', message: `${low} is greater than ${high}: nothing fits`, help: 'exchange the two', at: high }));
}

function inexact(limits: Constraints): readonly (Finding & { at: string })[] {
  return (['minimum', 'maximum', 'multipleOf'] as const)
    .filter((name) => Math.abs(limits[name] ?? 0) > Number.MAX_SAFE_INTEGER)
    .map((name) => ({
      code: 'KC602',
      message: `${name} is greater than JavaScript can say exactly`,
      help: 'leave it out: int64 has its limits already',
      at: name,
    }));
}

function repeated(node: SchemaNode): readonly Finding[] {
  if (node.node !== 'enum' || node.values.length === new Set(node.values).size) return [];
  return [{ code: 'KC605', message: 'a value stands twice', help: 'leave one of them out' }];
}

/** The formats that kube-apiserver knows; of any other it warns, and checks nothing. */
const formats: Readonly<Record<string, readonly string[]>> = {
  integer: ['int32', 'int64'],
  number: ['float', 'double', 'int32', 'int64'],
  string: formatNames,
};

function unknownFormat(node: SchemaNode): readonly Finding[] {
  if ((node.node !== 'scalar' && node.node !== 'enum') || node.format === undefined) return [];
  const known = formats[node.type] ?? [];
  if (known.includes(node.format) || (node.type === 'string' && formatCheck(node.format) !== undefined)) return [];
  const meant = suggest(node.format, known);
  const help = meant === undefined ? `there are ${known.join(', ')}; write a @pattern for others` : `did you mean ${meant}?`;
  return [{ code: 'KC606', message: `servers do not know the format ${node.format} for ${describe(node)}, and would check nothing`, help }];
}

function misplacedDefault({ node, property, inArm }: Shape): readonly Finding[] {
  if (node.default === undefined) return [];
  if (node.default.value === null && node.nullable !== true)
    return [{ code: 'KC501', message: 'the default null is no value of the field', help: 'write T | null, or leave the default out' }];
  if (!inArm) return [];
  return [
    {
      code: 'KC504',
      message: `a default of ${property?.name ?? 'a value'} would bring one member of the union into all others`,
      help: 'leave the default out, and fill it in where the object is read',
    },
  ];
}
