/**
 * Label and field selectors as the server reads them, with its words for those it cannot read: {@link labelSelector},
 * {@link fieldSelector}.
 */
import { at, objectAt, textAt, type KubeJson } from './json.js';
import { badRequest } from './refusal.js';

/** Whether an object is selected. */
export type Selector = (object: KubeJson) => boolean;

/** One requirement of a label selector. */
interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  readonly values: readonly string[];
}

const token = /\s*(==|!=|=|!|,|\(|\)|<|>|[^\s=!,()<>]+)/gy;

/** The tokens of a selector, in the end an empty one. */
function tokensOf(text: string): string[] {
  const tokens = [...text.matchAll(token)].map(([, found = '']) => found);
  return [...tokens, ''];
}

const symbols: ReadonlySet<string> = new Set(['==', '!=', '=', '!', ',', '(', ')', '<', '>', '']);
const operators = 'in, notin, =, ==, !=, gt, lt';
const wrong = (found: string, expected: string): Error =>
  badRequest(`unable to parse requirement: found '${found}', expected: ${expected}`);

/** Reads requirements one by one; the position moves as they are read. */
class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  requirements(): Requirement[] {
    const found: Requirement[] = [];
    if (this.#peek() === '') return found;
    for (;;) {
      found.push(this.#requirement());
      const next = this.#next();
      if (next === '') return found;
      if (next !== ',') throw wrong(next, "',' or 'end of string'");
    }
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #requirement(): Requirement {
    const negated = this.#peek() === '!';
    if (negated) this.#next();
    const key = this.#next();
    if (symbols.has(key)) throw wrong(key, 'identifier');
    if (negated) return { key, operator: '!', values: [] };
    return this.#operation(key);
  }

  #operation(key: string): Requirement {
    const word = this.#peek();
    if (word === '' || word === ',') return { key, operator: 'exists', values: [] };
    this.#next();
    if (word === '=' || word === '==') return { key, operator: 'in', values: [this.#value()] };
    if (word === '!=') return { key, operator: 'notin', values: [this.#value()] };
    if (word === 'in' || word === 'notin') return { key, operator: word, values: this.#set() };
    if (word === '>' || word === '<') return { key, operator: word === '>' ? 'gt' : 'lt', values: [this.#value()] };
    throw wrong(word, operators);
  }

  #value(): string {
    if (this.#peek() === ',' || this.#peek() === '') return '';
    const value = this.#next();
    if (symbols.has(value)) throw wrong(value, 'identifier');
    return value;
  }

  #set(): string[] {
    const open = this.#next();
    if (open !== '(') throw wrong(open, "'('");
    const values = [this.#value()];
    for (let next = this.#next(); next !== ')'; next = this.#next()) {
      if (next !== ',') throw wrong(next, "',' or ')'");
      values.push(this.#value());
    }
    return values;
  }
}

function satisfies(labels: Readonly<Record<string, string>>, requirement: Requirement): boolean {
  const { key, operator, values } = requirement;
  const value = labels[key];
  if (operator === 'exists') return value !== undefined;
  if (operator === '!') return value === undefined;
  if (operator === 'notin') return value === undefined || !values.includes(value);
  if (value === undefined) return false;
  if (operator === 'in') return values.includes(value);
  return operator === 'gt' ? Number(value) > Number(values[0]) : Number(value) < Number(values[0]);
}

/**
 * @param text - `app=nginx,tier in (web, api),!canary`; empty selects everything.
 * @throws Refusal 400 for a text that is no selector.
 */
export function labelSelector(text: string): Selector {
  const requirements = new Reader(text).requirements();
  return (object) => requirements.every((requirement) => satisfies(object.metadata.labels ?? {}, requirement));
}

/** The value of a selectable field as text: absent is empty. */
export function fieldText(object: KubeJson, field: string): string {
  const value = at(object, field.replace(/^\./, '').split('.'));
  if (field === 'spec.unschedulable' || field === 'spec.hostNetwork') return String(value === true);
  if (field === 'source') return textAt(objectAt(object, 'source'), 'component');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/**
 * @param text - `metadata.name=x,spec.nodeName!=y`; empty selects everything.
 * @param selectable - What the kind can be asked for beside name and namespace.
 * @throws Refusal 400 for a text that is no selector, or names another field.
 */
export function fieldSelector(text: string, selectable: readonly string[]): Selector {
  const known = ['metadata.name', 'metadata.namespace', ...selectable.map((field) => field.replace(/^\./, ''))];
  const terms = text
    .split(',')
    .filter((term) => term !== '')
    .map((term) => termOf(term, known));
  return (object) => terms.every(({ field, value, equal }) => (fieldText(object, field) === value) === equal);
}

function termOf(term: string, known: readonly string[]): { readonly field: string; readonly value: string; readonly equal: boolean } {
  const [, field, operator, value] = /^(.*?)(!=|==|=)(.*)$/.exec(term) ?? [];
  if (field === undefined || operator === undefined || value === undefined) {
    throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  }
  if (!known.includes(field)) {
    const names = known.map((name) => JSON.stringify(name)).join(', ');
    throw badRequest(`${JSON.stringify(field)} is not a known field selector: only ${names}`);
  }
  return { field, value, equal: operator !== '!=' };
}
