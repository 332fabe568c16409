/**
 * Whether a configuration that is applied fits its schema: {@link checkConfig}. Only what merging needs is looked at; validation of
 * the merged object comes later.
 */
import { isList, isObject, toJson } from 'kube-core/json';
import type { ListTopology, MapTopology, Topology } from 'kube-core/schema';
import { shapeOf } from '../fields/of.js';
import { itemElement, printElement } from '../fields/element.js';
import { goFormat } from '../patch/strategic-list.js';

/** What does not fit, each with its path, as the server words it. */
export function checkConfig(config: unknown, topology: Topology): readonly string[] {
  return check(config, topology).map(({ path, problem }) => (path === '' ? problem : `${path}: ${problem}`));
}

/** Several problems as one message. */
export function printProblems(problems: readonly string[]): string {
  const [only = ''] = problems;
  return problems.length === 1 ? only : ['errors:', ...problems.map((problem) => `  ${problem}`)].join('\n');
}

interface Problem {
  readonly path: string;
  readonly problem: string;
}

const here = (problem: string): readonly Problem[] => [{ path: '', problem }];
const under = (step: string, problems: readonly Problem[]): readonly Problem[] =>
  problems.map(({ path, problem }) => ({ path: step + path, problem }));

function check(value: unknown, topology: Topology): readonly Problem[] {
  if (value === null) return [];
  const shape = shapeOf(value, topology);
  switch (shape.as) {
    case 'scalar':
      return checkScalar(value, shape.scalar);
    case 'list':
      return isList(value) ? checkItems(value, shape.list) : here(`expected list, got ${goValue(value)}`);
    case 'map':
      return isObject(value) ? checkEntries(value, shape.map) : here(`expected map, got ${goValue(value)}`);
  }
}

function checkScalar(value: unknown, scalar: NonNullable<Topology['scalar']>): readonly Problem[] {
  const given = typeof value === 'bigint' ? 'number' : typeof value;
  if (scalar === 'numeric' && given !== 'number') return here(`expected numeric (int or float), got ${goType(value)}`);
  if (scalar === 'string' && given !== 'string') return here(`expected string, got &value.valueUnstructured{Value:${goLiteral(value)}}`);
  if (scalar === 'boolean' && given !== 'boolean') return here(`expected boolean, got ${goValue(value)}`);
  if (scalar === 'untyped' && !['number', 'string', 'boolean'].includes(given)) return here(`expected any scalar, got ${goValue(value)}`);
  return [];
}

function checkItems(items: readonly unknown[], list: ListTopology): readonly Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, item] of items.entries()) {
    const step = list.merge === 'atomic' ? `i:${index}` : itemElement(item, list);
    if (typeof step !== 'string') return [...problems, ...here(`element ${index}: ${step.problem}`)];
    if (seen.has(step)) problems.push(...here(`duplicate entries for key ${printElement(step)}`));
    seen.add(step);
    problems.push(...under(printElement(step), check(item, list.items)));
  }
  return problems;
}

function checkEntries(object: Readonly<Record<string, unknown>>, map: MapTopology): readonly Problem[] {
  const problems: Problem[] = [];
  for (const name of Object.keys(object).sort()) {
    const topology = map.field(name);
    if (topology === undefined) return [...problems, ...under(`.${name}`, here('field not declared in schema'))];
    problems.push(...under(`.${name}`, check(object[name], topology)));
  }
  return problems;
}

function goType(value: unknown): string {
  if (isObject(value)) return 'map[string]interface {}';
  if (isList(value)) return '[]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** A value as `%v` of structured-merge-diff prints it. */
const goValue = (value: unknown): string => `&{${goFormat(value)}}`;

/** A value as Go's `%#v` prints it. */
function goLiteral(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (isList(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`;
  if (!isObject(value)) return toJson(value);
  const fields = Object.keys(value).sort();
  return `map[string]interface {}{${fields.map((name) => `${JSON.stringify(name)}:${goLiteral(value[name])}`).join(', ')}}`;
}
