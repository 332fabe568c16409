/**
 * The JSONPath of printer columns and of waits: fields, indexes, `[*]` and filters by equality. Enter at {@link jsonPathValues}.
 */
import { isObject } from './json.js';
import { toJson } from './json-text.js';

type Step =
  | { readonly by: 'field'; readonly name: string }
  | { readonly by: 'index'; readonly index: number }
  | { readonly by: 'all' }
  | { readonly by: 'filter'; readonly path: readonly Step[]; readonly value: string | undefined };

const stepPattern =
  /\.?\[\?\(\s*@(?<filter>[^=)]*?)\s*(?:==\s*(?<value>[^)]*?)\s*)?\)\]|\[['"](?<quoted>[^'"]*)['"]\]|\.?\[(?<index>-?\d+|\*)\]|\.(?<field>(?:\\.|[^.[\\])+)/gy;

function stepsOf(path: string): readonly Step[] {
  return [...path.matchAll(stepPattern)].map(({ groups = {} }) => stepOf(groups));
}

function stepOf(groups: Readonly<Record<string, string | undefined>>): Step {
  const { filter, value, quoted, index, field } = groups;
  if (filter !== undefined) return { by: 'filter', path: stepsOf(filter), value: value?.replace(/^(['"])(.*)\1$/, '$2') };
  if (index === '*') return { by: 'all' };
  if (index !== undefined) return { by: 'index', index: Number(index) };
  return { by: 'field', name: quoted ?? (field ?? '').replaceAll('\\.', '.') };
}

/** The values at a path, `.status.conditions[?(@.type=="Ready")].status`. What a path says that is none of these steps is passed over. */
export function jsonPathValues(value: unknown, path: string): readonly unknown[] {
  return follow([value], stepsOf(path));
}

/** Whether a text is a path of these steps and of nothing else. */
export const isJsonPath = (text: string): boolean =>
  text !== '' && text.replace(stepPattern, (step) => (/^\.[^[]*\s/.test(step) ? step : '')) === '';

function follow(values: readonly unknown[], steps: readonly Step[]): readonly unknown[] {
  return steps.reduce((found, step) => found.flatMap((value) => take(value, step)), values);
}

function take(value: unknown, step: Step): readonly unknown[] {
  switch (step.by) {
    case 'field':
      return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
    case 'index':
      return Array.isArray(value) && value.at(step.index) !== undefined ? [value.at(step.index)] : [];
    case 'all':
      return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    case 'filter':
      return Array.isArray(value) ? value.filter((item) => passes(item, step)) : [];
    default:
      return step satisfies never;
  }
}

function passes(item: unknown, filter: Extract<Step, { by: 'filter' }>): boolean {
  const [found] = follow([item], filter.path);
  return filter.value === undefined ? found !== undefined : found !== undefined && textOf(found) === filter.value;
}

/** A value as kubectl compares it: scalars by their text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : toJson(value));
