/**
 * The paths of columns: the dialect of JSONPath that kubectl and the API server read (client-go `util/jsonpath`), as steps, and what
 * they lead to in a schema. Enter at {@link parsePath} and {@link followPath}.
 */
import type { Schema } from 'kube-core/schema';

/** One step of a path. A field of `.a`, all of `[*]`, `[0]`, `[1:3]`, `.*` and of a filter, or anything below for `..`. */
export type Step =
  | { readonly step: 'field'; readonly name: string }
  | {
      readonly step: 'each';
      /** The paths that a filter compares: `.type` of `[?(@.type=="Ready")]`. */ readonly compares: readonly string[];
    }
  | { readonly step: 'any' };

/** @returns the steps, or undefined where the text is no path. */
export function parsePath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let rest = text; rest !== '';) {
    const taken = takeField(rest) ?? takeBrackets(rest);
    if (taken === undefined) return undefined;
    steps.push(taken.step);
    rest = rest.slice(taken.length);
  }
  return steps.length === 0 ? undefined : steps;
}

interface Taken {
  readonly step: Step;
  readonly length: number;
}

function takeField(rest: string): Taken | undefined {
  if (rest.startsWith('..')) return { step: { step: 'any' }, length: rest.length };
  if (/^\.\*(?![^.[])/.test(rest)) return { step: each(), length: 2 };
  const [whole, name] = /^\.((?:\\.|[^\s.,[\]$@{}\\])+)/.exec(rest) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  return { step: { step: 'field', name: name.replace(/\\(.)/g, '$1') }, length: whole.length };
}

const each = (compares: readonly string[] = []): Step => ({ step: 'each', compares });

function takeBrackets(rest: string): Taken | undefined {
  const [quoted, name] = /^\['((?:\\.|[^'\\])*)'\]/.exec(rest) ?? [];
  if (quoted !== undefined) return { step: { step: 'field', name: (name ?? '').replace(/\\(.)/g, '$1') }, length: quoted.length };
  const [index] = /^\[(?:\*|-?\d+|-?\d*:-?\d*(?::-?\d+)?)\]/.exec(rest) ?? [];
  if (index !== undefined) return { step: each(), length: index.length };
  const [filter, condition = ''] = /^\[\?\(((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^"')])*)\)\]/.exec(rest) ?? [];
  if (filter === undefined) return undefined;
  const bare = condition.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""'); // what is compared with is no path
  return { step: each([...bare.matchAll(/@((?:\.[\w-]+)+)/g)].map(([, path]) => path ?? '')), length: filter.length };
}

/** Where a path leads: to these schemas, or no further than here. */
export type Followed =
  | { readonly found: readonly Schema[] }
  | { readonly missing: string; /** The names that there are instead. */ readonly there: readonly string[]; readonly inList: boolean };

/** @param schema - The schema of what the path starts in. */
export function followPath(steps: readonly Step[], schema: Schema): Followed {
  let at: readonly Schema[] = [schema];
  for (const step of steps) {
    if (step.step === 'any') return { found: [anything] };
    const next = at.flatMap((each) => (step.step === 'field' ? fieldOf(each, step.name) : partsOf(each)));
    if (next.length === 0) return missing(step, at);
    const compared = step.step === 'each' ? step.compares.map((path) => followAny(path, next)) : [];
    const wrong = compared.find((each) => 'missing' in each);
    if (wrong !== undefined) return wrong;
    at = next;
  }
  return { found: at };
}

function followAny(path: string, schemas: readonly Schema[]): Followed {
  const ways = schemas.map((each) => followPath(parsePath(path) ?? [], each));
  return ways.find((each) => 'found' in each) ?? ways[0] ?? { found: [] };
}

const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

function fieldOf(schema: Schema, name: string): readonly Schema[] {
  const { properties = {}, additionalProperties } = schema;
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (property !== undefined) return [property];
  if (typeof additionalProperties === 'object') return [additionalProperties];
  if (schema['x-kubernetes-embedded-resource'] === true && ['apiVersion', 'kind', 'metadata'].includes(name)) return [anything];
  return schema['x-kubernetes-preserve-unknown-fields'] === true ? [anything] : [];
}

function partsOf({ items, properties = {}, additionalProperties, ...rest }: Schema): readonly Schema[] {
  if (items !== undefined) return [items];
  const values = typeof additionalProperties === 'object' ? [additionalProperties] : Object.values(properties);
  return rest['x-kubernetes-preserve-unknown-fields'] === true ? [...values, anything] : values;
}

function missing(step: Step, at: readonly Schema[]): Followed {
  const there = [...new Set(at.flatMap(({ properties = {} }) => Object.keys(properties)))];
  return { missing: step.step === 'field' ? step.name : '[*]', there, inList: at.some(({ items }) => items !== undefined) };
}
