/**
 * JSON as text, without loss: an integer that a double would change is read as a `bigint`, and a `bigint` is written as that integer. Both ways
 * any depth is safe. Enter at {@link parseJson} and {@link toJson}; a text without large integers costs what `JSON.parse` costs.
 */
import { KubeError } from '../../errors.js';
import { put as setField } from './json.js';

/** Go's decoder, and so every API server, refuses JSON that is nested deeper. */
const deepest = 10_000;

/** Integers of fewer digits are exact as doubles; no integer of the API (uint64 at most) has more. */
const digits = { least: 16, most: 20 } as const;

/**
 * `JSON.parse`, but for integers of 16 to 20 digits that a double would change: those are bigints.
 *
 * @throws SyntaxError as `JSON.parse`.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return largeInteger.test(text) ? readLossless(text) : value;
}

/**
 * A run of so many digits where a number may stand. A string may hold one as well: then the slower reader gives what `JSON.parse` gave.
 */
const largeInteger = new RegExp(`(?:^|[:,[\\s])-?\\d{${digits.least},${digits.most}}(?:[,}\\]\\s]|$)`);

type Container = unknown[] | Record<string, unknown>;

interface Open {
  readonly value: Container;
  key: string | undefined;
}

/** Builds the value of a text that `JSON.parse` has accepted: nothing is checked again. */
function readLossless(text: string): unknown {
  const root: unknown[] = [];
  const open: Open[] = [{ value: root, key: undefined }];
  for (let at = 0; at < text.length;) at = step(text, at, open);
  return root[0];
}

/** Reads the token at a place and gives the place after it. */
function step(text: string, at: number, open: Open[]): number {
  const char = text.charAt(at);
  if (char === '{' || char === '[') open.push({ value: put(open.at(-1), char === '{' ? {} : []), key: undefined });
  else if (char === '}' || char === ']') open.pop();
  else if (char === '"') return readString(text, at, open.at(-1));
  else if (!/[\s:,]/.test(char)) return readScalar(text, at, open.at(-1));
  return at + 1;
}

/** A string is a key where the object around it waits for one. */
function readString(text: string, at: number, inside: Open | undefined): number {
  const end = endOfString(text, at);
  const value = JSON.parse(text.slice(at, end)) as string; // the token is a string
  if (inside !== undefined && !Array.isArray(inside.value) && inside.key === undefined) inside.key = value;
  else put(inside, value);
  return end;
}

function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charAt(end - 1 - escapes) === '\\') escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
}

function readScalar(text: string, at: number, inside: Open | undefined): number {
  let end = at + 1;
  while (end < text.length && !/[\s,\]}]/.test(text.charAt(end))) end++;
  const token = text.slice(at, end);
  put(inside, isChanged(token) ? BigInt(token) : JSON.parse(token));
  return end;
}

/** Whether JavaScript would write another integer than it has read. */
function isChanged(token: string): boolean {
  const length = token.startsWith('-') ? token.length - 1 : token.length;
  return length >= digits.least && length <= digits.most && /^-?\d+$/.test(token) && String(Number(token)) !== token;
}

function put<T>(inside: Open | undefined, value: T): T {
  if (inside === undefined) return value;
  if (Array.isArray(inside.value)) inside.value.push(value);
  else setField(inside.value, inside.key ?? '', value);
  inside.key = undefined;
  return value;
}

/**
 * `JSON.stringify`, but for bigints, which are written as integers, and for NaN and Infinity, which are refused: as `null` they would take
 * a field away, or bring back its default.
 *
 * @throws KubeError `params` for a number that JSON does not know, and for what is nested deeper than 10,000 levels, or contains itself: no
 *   API server takes it.
 */
export function toJson(value: unknown): string {
  const text = textOf(value);
  if (text.includes('null')) refuseNoNumbers(value);
  return text;
}

function refuseNoNumbers(root: unknown): void {
  const open: (readonly [value: unknown, path: string])[] = [[root, '']];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [given, path] = next;
    const value = plain('', given);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new KubeError('params', `${path === '' ? 'the value' : path} is ${value}, which JSON cannot say: the server would read null`);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    for (const [key, item] of Object.entries(value)) open.push([item, path === '' ? key : `${path}.${key}`]);
  }
}

function textOf(value: unknown): string {
  if (!('toJSON' in BigInt.prototype)) {
    try {
      return JSON.stringify(value);
    } catch {
      // a bigint, a circle, or too deep: the writer below tells which
    }
  }
  return written(value);
}

/** A container whose end has not been written yet. */
interface Writing {
  readonly entries: Iterator<readonly [prefix: string, value: unknown], void>;
  readonly end: string;
}

function written(root: unknown): string {
  const out: string[] = [];
  const open: Writing[] = [];
  begin('', plain('', root), { out, open });
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const next = last.entries.next();
    if (next.done === true) out.push(open.pop()?.end ?? '');
    else begin(next.value[0], next.value[1], { out, open });
  }
  return out.join('');
}

function begin(prefix: string, value: unknown, { out, open }: { readonly out: string[]; readonly open: Writing[] }): void {
  if (typeof value !== 'object' || value === null) return void out.push(prefix, scalar(value));
  if (open.length >= deepest) {
    throw new KubeError('params', `the object is nested deeper than ${deepest} levels or contains itself: no API server takes it`);
  }
  const list = Array.isArray(value);
  out.push(prefix, list ? '[' : '{');
  open.push({ entries: list ? items(value) : fields(value), end: list ? ']' : '}' });
}

const scalar = (value: unknown): string => (typeof value === 'bigint' ? String(value) : JSON.stringify(value ?? null));

function* items(list: readonly unknown[]): Generator<readonly [string, unknown], void> {
  for (const [index, item] of list.entries()) {
    const value = plain(String(index), item);
    yield [index === 0 ? '' : ',', isWritten(value) ? value : null];
  }
}

function* fields(object: object): Generator<readonly [string, unknown], void> {
  let comma = '';
  for (const [key, item] of Object.entries(object)) {
    const value = plain(key, item);
    if (!isWritten(value)) continue;
    yield [`${comma}${JSON.stringify(key)}:`, value];
    comma = ',';
  }
}

/** What `JSON.stringify` leaves out of objects, and writes as null in lists. */
const isWritten = (value: unknown): boolean => value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';

/** The value that an object says it is in JSON, as a Date does. */
function plain(key: string, value: unknown): unknown {
  const convert: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'toJSON') : undefined;
  return typeof convert === 'function' ? (Reflect.apply(convert, value, [key]) as unknown) : value;
}
