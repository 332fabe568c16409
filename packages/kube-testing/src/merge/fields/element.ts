/**
 * The steps of a path in managedFields: `f:name` a field, `k:{"name":"x"}` an item of a list map, `v:"a"` an item of a set, `i:0`
 * an index. Enter at {@link elementOf} and {@link itemElement}.
 *
 * A step is kept as the text that stands in managedFields, in its canonical form, so that equal steps are equal strings.
 */
import { isList, isObject, own, type JsonObject, parseJson, toJson } from 'kube-core/json';
import type { ListTopology } from 'kube-core/schema';

/** One step of a path, as it stands in managedFields. */
export type Element = string;

/** The step into a field. */
export const elementOf = (field: string): Element => `f:${field}`;

/** The field that a step leads into; undefined where it leads into an item of a list. */
export const fieldNameOf = (element: Element): string | undefined => (element.startsWith('f:') ? element.slice(2) : undefined);

/** A step that was read from elsewhere, in its canonical form; undefined for one of a kind that is not known. */
export function parseElement(text: string): Element | undefined {
  const content = text.slice(2);
  switch (text.slice(0, 2)) {
    case 'f:':
      return text;
    case 'k:':
      return keyElement(parsed(text, content));
    case 'v:':
      return `v:${goJson(parsed(text, content))}`;
    case 'i:':
      return `i:${Number.parseInt(content, 10)}`;
    default:
      return undefined;
  }
}

function parsed(text: string, content: string): unknown {
  try {
    return parseJson(content);
  } catch {
    throw new Error(`${text} is no path element: what follows the colon must be JSON`);
  }
}

function keyElement(key: unknown): Element {
  if (!isObject(key)) throw new Error(`k:${JSON.stringify(key)} is no path element: a key must be an object`);
  return `k:${goJson(key)}`;
}

/** Why an item of a list has no place of its own in managedFields, in the words of the server. */
export interface NoElement {
  readonly problem: string;
}

/** The step into an item of a list that merges item by item. */
export function itemElement(item: unknown, list: ListTopology): Element | NoElement {
  return list.merge === 'map' ? keyedElement(item, list) : setElement(item);
}

function keyedElement(item: unknown, list: ListTopology): Element | NoElement {
  if (item === null) return { problem: 'associative list with keys may not have a null element' };
  if (!isObject(item)) return { problem: 'associative list with keys may not have non-map elements' };
  const key: Record<string, unknown> = {};
  for (const name of list.keys) {
    const value = own(item, name) ?? list.items.map?.defaultOf(name);
    if (value !== undefined) key[name] = value;
  }
  if (Object.keys(key).length > 0) return keyElement(key);
  const names = list.keys.map((name) => JSON.stringify(name)).join(' ');
  return {
    problem: `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
  };
}

function setElement(item: unknown): Element | NoElement {
  if (isObject(item)) return { problem: "associative list without keys has an element that's a map type" };
  if (isList(item)) return { problem: 'not supported: associative list with lists as elements' };
  if (item === null) return { problem: "associative list without keys has an element that's an explicit null" };
  return `v:${goJson(item)}`;
}

/** A path as messages of the server print it: `.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"]`. */
export function printPath(path: readonly Element[]): string {
  return path.map(printElement).join('');
}

/** One step of {@link printPath}. */
export function printElement(element: Element): string {
  const content = element.slice(2);
  if (element.startsWith('f:')) return `.${content}`;
  if (element.startsWith('v:')) return `[=${content}]`;
  if (element.startsWith('i:')) return `[${content}]`;
  const key = parseJson(content);
  const fields = isObject(key) ? Object.entries(key) : [];
  return `[${fields.map(([name, value]) => `${name}=${toJson(value)}`).join(',')}]`;
}

const kinds = 'fkvi';

/** The canonical order: fields, keys, values, indexes; each kind by its content, numbers before texts. */
export function compareElements(a: Element, b: Element): number {
  const byKind = kinds.indexOf(a.charAt(0)) - kinds.indexOf(b.charAt(0));
  if (byKind !== 0) return byKind;
  if (a === b) return 0;
  return a.startsWith('f:') ? compareText(a, b) : compareContents(JSON.parse(a.slice(2)), JSON.parse(b.slice(2)));
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareContents(a: unknown, b: unknown): number {
  if (isObject(a) && isObject(b)) return compareKeys(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return typeof a === typeof b ? Number(a) - Number(b) : rankOf(a) - rankOf(b);
}

const rankOf = (value: unknown): number => ['number', 'string', 'boolean'].indexOf(typeof value);

function compareKeys(a: JsonObject, b: JsonObject): number {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (const [i, [name, value]] of left.entries()) {
    const [otherName, otherValue] = right[i] ?? [];
    if (otherName === undefined) return 1;
    const order = compareText(name, otherName) || compareContents(value, otherValue);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** JSON as Go writes it: fields in order, and what HTML would misread escaped. */
export function goJson(value: unknown): string {
  if (isList(value)) return `[${value.map(goJson).join(',')}]`;
  if (!isObject(value)) return escapeHtml(JSON.stringify(value));
  const fields = Object.keys(value).sort();
  return `{${fields.map((name) => `${escapeHtml(JSON.stringify(name))}:${goJson(value[name])}`).join(',')}}`;
}

const escapeHtml = (text: string): string =>
  text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
