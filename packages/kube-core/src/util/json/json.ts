/**
 * Looking into plain JSON that nobody has typed: guards, reading and setting fields, comparing, copying, freezing.
 *
 * Names of fields come from whoever wrote the object, `constructor` and `__proto__` among them, so only own properties count. No
 * function here recurses: objects may be nested as deeply as a server stores them. A bigint counts as an integer.
 */

/** A JSON object. */
export interface JsonObject {
  readonly [field: string]: unknown;
}

/** Whether this is a JSON object, neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether this is a list. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The own property of a record, never one of its prototype: `constructor` is a fine name for a field. */
export function own<T>(record: Readonly<Record<string, T>> | null | undefined, name: string): T | undefined {
  return record !== undefined && record !== null && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Sets an own property, also one named `__proto__`. */
export function put(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

/** The object under a field; an empty one where there is none. */
export function objectAt(value: unknown, field: string): JsonObject {
  const found = fieldOf(value, field);
  return isObject(found) ? found : {};
}

/** The list under a field; an empty one where there is none. */
export function listAt(value: unknown, field: string): readonly unknown[] {
  const found = fieldOf(value, field);
  return isList(found) ? found : [];
}

/** The text under a field; empty where there is none. */
export function textAt(value: unknown, field: string): string {
  const found = fieldOf(value, field);
  return typeof found === 'string' ? found : '';
}

/** What stands at the end of a path of fields, or undefined. */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce(fieldOf, value);
}

function fieldOf(value: unknown, field: string): unknown {
  return isObject(value) ? own(value, field) : undefined;
}

/** The same object without some fields. */
export function without<T extends object, K extends keyof T>(value: T, ...fields: readonly K[]): Omit<T, K> {
  const rest = { ...value };
  for (const field of fields) Reflect.deleteProperty(rest, field);
  return rest;
}

/** Whether two JSON values are equal. The order of fields does not count, and a field whose value is undefined counts as absent. */
export function equal(a: unknown, b: unknown): boolean {
  const pairs: unknown[] = [a, b];
  while (pairs.length > 0) {
    const right = pairs.pop();
    const left = pairs.pop();
    if (left !== right && !equalButForParts(left, right, pairs)) return false;
  }
  return true;
}

/** Whether two values that are not the same one may still be equal; their parts go onto the pairs to be compared. */
function equalButForParts(a: unknown, b: unknown, pairs: unknown[]): boolean {
  if (isList(a)) return isList(b) && pairItems(a, b, pairs);
  if (isObject(a)) return isObject(b) && pairFields(a, b, pairs);
  return isNumeric(a) && isNumeric(b) && a == b; // eslint-disable-line eqeqeq -- 1 and 1n are one number
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function pairItems(a: readonly unknown[], b: readonly unknown[], pairs: unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = a.length - 1; index >= 0; index -= 1) pairs.push(a[index], b[index]);
  return true;
}

function pairFields(a: JsonObject, b: JsonObject, pairs: unknown[]): boolean {
  const fields = definedFields(a);
  if (fields.length !== definedFields(b).length) return false;
  for (const field of fields) {
    if (!Object.hasOwn(b, field)) return false;
    pairs.push(a[field], b[field]);
  }
  return true;
}

function definedFields(value: JsonObject): string[] {
  return Object.keys(value).filter((field) => value[field] !== undefined);
}

/** A copy that shares nothing with the original. */
export function copied(value: unknown): unknown {
  const [copy] = copiedItems([value]);
  return copy;
}

interface Copying {
  readonly from: readonly unknown[] | JsonObject;
  readonly to: unknown[] | Record<string, unknown>;
}

function copiedItems(list: readonly unknown[]): readonly unknown[] {
  const copy: unknown[] = [];
  const open: Copying[] = [{ from: list, to: copy }];
  const shell = (from: unknown): unknown => {
    if (!isList(from) && !isObject(from)) return from;
    const to = isList(from) ? [] : {};
    open.push({ from, to });
    return to;
  };
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { from, to } = next;
    if (Array.isArray(to)) for (const item of Object.values(from)) to.push(shell(item));
    else for (const [field, inner] of Object.entries(from)) put(to, field, shell(inner));
  }
  return copy;
}

/** Freezes a JSON value all the way down, and gives it back. What is frozen already is taken to be so down to its leaves. */
export function freeze<T>(value: T): T {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    for (const field of Object.keys(next)) open.push(Reflect.get(next, field));
    Object.freeze(next);
  }
  return value;
}

/** JSON with sorted fields and with `<`, `>` and `&` escaped, as Go writes it; equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  let text = '';
  const open: (string | object)[] = [scalarJson(value)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') text += next;
    else if (isList(next)) openItems(next, open);
    else if (isObject(next)) openFields(next, open);
  }
  return text;
}

/** What is still to be written of a list, last part first: texts as they are, lists and objects to be opened in their turn. */
function openItems(list: readonly unknown[], open: (string | object)[]): void {
  open.push(']');
  for (let index = list.length - 1; index >= 0; index -= 1) open.push(scalarJson(list[index]), index === 0 ? '' : ',');
  open.push('[');
}

function openFields(value: JsonObject, open: (string | object)[]): void {
  const fields = definedFields(value).sort();
  open.push('}');
  for (let index = fields.length - 1; index >= 0; index -= 1) {
    const field = fields[index] ?? '';
    open.push(scalarJson(value[field]), `${index === 0 ? '' : ','}${escapedJson(field)}:`);
  }
  open.push('{');
}

/** The text of a scalar; a list or an object as it is. */
function scalarJson(value: unknown): string | object {
  if (typeof value === 'object' && value !== null) return value;
  if (typeof value === 'string') return escapedJson(value);
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value ?? null);
}

function escapedJson(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
