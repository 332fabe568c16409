/** The paths of a server's findings as places of a text: {@link originOfPath}. */
import { isList, isObject } from 'kube-core/json';
import type { Places } from '../crd/yaml.js';
import type { Origin } from '../model/schema-node.js';

/**
 * Where a path such as `spec.ports[0].name` or `spec.labels[app]` leads to; where it leads to nothing, the innermost place that there is.
 * Names with dots in them are found too: the longest name that there is counts.
 */
export function originOfPath(value: unknown, path: string, places: Places): Origin {
  let [at, rest, origin]: [unknown, string, Origin] = [value, path, places.of(value)];
  while (rest !== '') {
    const step = stepInto(at, rest);
    if (step === undefined) return origin;
    origin = places.of(at, step.key);
    [at, rest] = [step.value, step.rest];
  }
  return origin;
}

interface Step {
  readonly key: string | number;
  readonly value: unknown;
  readonly rest: string;
}

function stepInto(at: unknown, path: string): Step | undefined {
  const [all = '', index = ''] = /^\[(\d+)\]/.exec(path) ?? [];
  if (isList(at))
    return all === '' || Number(index) >= at.length
      ? undefined
      : { key: Number(index), value: at[Number(index)], rest: path.slice(all.length) };
  if (!isObject(at)) return undefined;
  const bracketed = path.startsWith('[');
  const from = path.replace(/^[.[]/, '');
  const names = Object.keys(at).filter((name) => from.startsWith(name) && ends(from.slice(name.length), bracketed));
  const name = names.sort((a, b) => b.length - a.length)[0];
  return name === undefined ? undefined : { key: name, value: at[name], rest: from.slice(name.length + (bracketed ? 1 : 0)) };
}

const ends = (rest: string, bracketed: boolean): boolean => (bracketed ? rest.startsWith(']') : rest === '' || /^[.[]/.test(rest));
