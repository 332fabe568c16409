/**
 * Small changes to an object until its definition takes it: {@link searched}. Rules say what belongs together, and nobody can compute what
 * they want; so a field is added, left out or given another of its values, and the change that leaves the fewest findings is kept.
 */
import { isList, isObject, put } from 'kube-core/json';
import type { Finding, Schema } from 'kube-core/schema';
import { sampleOf } from './value.js';

/** How many objects are judged before the best of them is the answer. */
const tries = 400;

interface State {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/** The object with the fewest findings that was met. */
export function searched(first: unknown, schema: Schema, judge: (value: unknown) => readonly Finding[]): State {
  const seen = new Set([JSON.stringify(first)]);
  const open: State[] = [{ value: first, findings: judge(first) }];
  let best = open[0] ?? { value: first, findings: [] };
  while (seen.size < tries) {
    const state = open.shift();
    if (state === undefined || state.findings.length === 0) return state ?? best;
    for (const value of changesOf(state.value, schema, state.findings[0]?.path ?? '')) {
      const text = JSON.stringify(value);
      if (seen.has(text) || seen.size >= tries) continue;
      seen.add(text);
      const next = { value, findings: judge(value) };
      if (next.findings.length < best.findings.length) best = next;
      open.splice(open.findIndex((each) => each.findings.length > next.findings.length) >>> 0, 0, next);
    }
  }
  return best;
}

/** The objects that differ in one field of those on the way to a finding, the innermost first. */
function changesOf(value: unknown, schema: Schema, path: string): readonly unknown[] {
  const own = isObject(value) && isObject(schema.properties) ? fieldChanges(value, schema) : [];
  const below = steps(value, schema).filter(({ key }) => leads(path, key));
  const inner = below.flatMap(({ key, child, node }) =>
    changesOf(child, node, path.slice(path.indexOf(key) + key.length)).map((changed) => replaced(value, key, changed)),
  );
  return [...inner, ...own];
}

interface Step {
  readonly key: string;
  readonly child: unknown;
  readonly node: Schema;
}

function steps(value: unknown, { properties = {}, items, additionalProperties }: Schema): readonly Step[] {
  if (isList(value)) return items === undefined ? [] : value.map((child, at) => ({ key: String(at), child, node: items }));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const node = Object.hasOwn(properties, key) ? properties[key] : isObject(additionalProperties) ? additionalProperties : undefined;
    return node === undefined ? [] : [{ key, child, node }];
  });
}

/** Whether a path such as `spec.ports[0]` goes through a name, as far as texts tell. */
const leads = (path: string, key: string): boolean => path.replace(/^[.[]/, '').startsWith(key);

/** Of fields that every object has nothing is changed. */
const fixed: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

function fieldChanges(value: Readonly<Record<string, unknown>>, { properties = {}, required = [] }: Schema): readonly unknown[] {
  return Object.entries(properties).flatMap(([name, node]) => {
    if (fixed.has(name)) return [];
    if (!Object.hasOwn(value, name)) {
      const added = sampleOf(node);
      return added === undefined ? [] : [replaced(value, name, added)];
    }
    const others = [...(node.enum ?? []), ...(node.type === 'boolean' ? [true, false] : [])].filter((each) => each !== value[name]);
    const { [name]: _, ...without } = value;
    const another = node.type === 'string' || node.type === 'integer' ? sampleOf(node, 1) : undefined;
    if (another !== undefined && another !== value[name] && !others.includes(another)) others.push(another);
    return [...others.map((other) => replaced(value, name, other)), ...(required.includes(name) ? [] : [without])];
  });
}

function replaced(value: unknown, key: string, changed: unknown): unknown {
  if (isList(value)) return value.map((item, at) => (String(at) === key ? changed : item));
  const copy: Record<string, unknown> = isObject(value) ? { ...value } : {};
  put(copy, key, changed);
  return copy;
}
