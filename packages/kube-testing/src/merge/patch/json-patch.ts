/**
 * JSON patch (RFC 6902) as a Kubernetes API server applies it. Enter at {@link jsonPatch}.
 *
 * The server is laxer than the RFC, and callers depend on it: `replace` sets a field that is missing, `test` for `null` and `copy`
 * take a missing field for `null`, and indexes may count from the end. Whatever else does not fit gets one and the same 422.
 */
import { equal, isList, isObject, own, put, type JsonObject } from 'kube-core/json';
import { entityTooLarge, typeName, unprocessable, type Draft } from './draft.js';
import { badRequest } from '../../refusal.js';

/** More operations than this are refused: each costs the server a walk through the object. */
const mostOperations = 10_000;

/** An object or list of the document that is being changed, and the name or index in it that an operation is about. */
interface Place {
  readonly parent: Draft | unknown[];
  readonly key: string;
}

/**
 * The document with the operations applied in order; the document given stays as it is.
 *
 * @param document - The live object, as JSON.
 * @param operations - The parsed body of the patch, unchecked.
 * @throws Refusal 400 if the body is not a list of operations, 413 if there are more than 10 000, 422 if one of them does not apply.
 */
export function jsonPatch(document: unknown, operations: unknown): unknown {
  const checked = operationsOf(operations);
  let root: unknown = structuredClone(document);
  for (const operation of checked) root = applyOne(root, operation);
  return root;
}

function operationsOf(body: unknown): readonly JsonObject[] {
  if (body === null) return [];
  if (!isList(body))
    throw badRequest(`error decoding patch: json: cannot unmarshal ${typeName(body)} into Go value of type []handlers.jsonPatchOp`);
  if (body.length > mostOperations)
    throw entityTooLarge(`The allowed maximum operations in a JSON patch is ${mostOperations}, got ${body.length}`);
  return body.map((operation) => {
    if (isObject(operation)) return operation;
    throw badRequest(`error decoding patch: json: cannot unmarshal ${typeName(operation)} into Go value of type handlers.jsonPatchOp`);
  });
}

function applyOne(root: unknown, operation: JsonObject): unknown {
  const path = pointer(operation, 'path');
  const value = structuredClone(own(operation, 'value') ?? null);
  switch (own(operation, 'op')) {
    case 'add':
      add(placeOf(root, path), value);
      return root;
    case 'remove':
      remove(placeOf(root, path));
      return root;
    case 'replace':
      if (path === '') return isObject(value) || isList(value) ? value : refuse();
      replace(placeOf(root, path), value);
      return root;
    case 'move':
      move(root, pointer(operation, 'from'), path);
      return root;
    case 'copy':
      add(placeOf(root, path), structuredClone(get(placeOf(root, pointer(operation, 'from')))));
      return root;
    case 'test':
      if (!equal(path === '' ? root : get(placeOf(root, path)), value)) refuse();
      return root;
    default:
      return refuse();
  }
}

function refuse(): never {
  throw unprocessable();
}

function pointer(operation: JsonObject, field: 'path' | 'from'): string {
  const value = own(operation, field);
  return typeof value === 'string' ? value : refuse();
}

/** Where a pointer leads. The text before the first slash is not looked at, as on the server. */
function placeOf(root: unknown, path: string): Place {
  const parts = path.split('/').slice(1).map(unescape);
  const key = parts.pop();
  if (key === undefined) return refuse();
  let parent: unknown = root;
  for (const part of parts) parent = get({ parent: container(parent), key: part });
  return { parent: container(parent), key };
}

const unescape = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

function container(value: unknown): Draft | unknown[] {
  return isDraftList(value) || isDraft(value) ? value : refuse();
}

/** The document is a copy, so its objects and lists may be written to. */
const isDraft = (value: unknown): value is Draft => isObject(value);
const isDraftList = (value: unknown): value is unknown[] => Array.isArray(value);

/** The value at a place; `null` for a field that is missing. */
function get({ parent, key }: Place): unknown {
  return Array.isArray(parent) ? parent[indexOf(key, parent.length)] : (own(parent, key) ?? null);
}

function add({ parent, key }: Place, value: unknown): void {
  if (!Array.isArray(parent)) put(parent, key, value);
  else parent.splice(key === '-' ? parent.length : indexOf(key, parent.length + 1), 0, value);
}

function replace({ parent, key }: Place, value: unknown): void {
  if (Array.isArray(parent)) parent[indexOf(key, parent.length)] = value;
  else put(parent, key, value);
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(indexOf(key, parent.length), 1);
  else if (!Object.hasOwn(parent, key)) refuse();
  else Reflect.deleteProperty(parent, key);
}

function move(root: unknown, from: string, path: string): void {
  const source = placeOf(root, from);
  const value = get(source);
  remove(source);
  add(placeOf(root, path), value);
}

/** An index into `size` places; negative ones count from the end. */
function indexOf(key: string, size: number): number {
  if (!/^[+-]?\d+$/.test(key)) return refuse();
  const index = Number(key);
  const place = index < 0 ? index + size : index;
  return place >= 0 && place < size ? place : refuse();
}
