/**
 * Writes JSON as the message that Go would have written for it: {@link encode}.
 */
import { toJson } from '../util/json/json-text.js';
import { isList, isObject, own, type JsonObject } from '../util/json/json.js';
import { whatIs } from '../util/arguments.js';
import { wire } from './cursor.js';
import { ProtobufError } from './errors.js';
import { counts, shapes, type Field, type Message, type Shape } from './message.js';
import { Sink } from './sink.js';

/**
 * The bytes of an object. The order of fields and of the keys of maps is that of Go, and so is what is written of an empty value.
 *
 * @param message - What it is.
 * @param object - Its JSON; apiVersion and kind are left out, since no message has them.
 * @throws ProtobufError for a field that the table does not have or that is of another type: the place is in the message.
 */
export function encode(message: Message, object: JsonObject): Uint8Array {
  const writer = new Writer();
  writer.message(message, object, '');
  return writer.sink.taken();
}

class Writer {
  readonly sink = new Sink();

  message(message: Message, object: JsonObject, path: string): void {
    for (const name of Object.keys(object))
      if (object[name] !== undefined && !names(message).has(name) && !isTypeMeta(name))
        throw new ProtobufError(`${path}${name} is no field of ${message.name}`);
    this.#fields(message, object, path);
  }

  #fields(message: Message, object: JsonObject, path: string): void {
    for (const field of message.fields) {
      if (field === undefined) continue;
      if (field.shape === shapes.inline) this.#inline(field, object, path);
      else this.#field(field, own(object, field.name) ?? undefined, path + field.name);
    }
  }

  /** Its fields stand in the object around it. */
  #inline(field: Field, object: JsonObject, path: string): void {
    if (field.pointer && ![...names(field.message)].some((name) => object[name] !== undefined)) return;
    this.#tag(field, wire.bytes);
    this.sink.measured(() => this.#fields(field.message, object, path));
  }

  #field(field: Field, value: unknown, path: string): void {
    if (field.count === counts.list) return this.#list(field, value, path);
    if (field.count === counts.map) return this.#map(field, value, path);
    if (value === undefined && (field.pointer || isNilable(field.shape))) return;
    this.#tagged(field, field.number, { value, path });
  }

  #list(field: Field, value: unknown, path: string): void {
    if (value === undefined) return;
    if (!isList(value)) throw unfit(path, value, 'a list');
    value.forEach((item, index) => this.#tagged(field, field.number, { value: item ?? undefined, path: `${path}[${index}]` }));
  }

  #map(field: Field, value: unknown, path: string): void {
    if (value === undefined) return;
    if (!isObject(value)) throw unfit(path, value, 'an object');
    for (const key of Object.keys(value).sort(byBytes)) {
      this.#tag(field, wire.bytes);
      this.sink.measured(() => {
        this.sink.byte(10);
        this.sink.text(key);
        const entry = value[key] ?? undefined;
        if (entry !== undefined || !isNilable(field.shape)) this.#tagged(field, 2, { value: entry, path: `${path}["${key}"]` });
      });
    }
  }

  #tag({ number }: Pick<Field, 'number'>, type: number): void {
    this.sink.varint((number << 3) | type);
  }

  /** A value behind its tag; where there is none, the zero that Go has in its place. */
  #tagged(field: Field, number: number, { value, path }: Placed): void {
    const { sink } = this;
    switch (field.shape) {
      case shapes.string:
        this.#tag({ number }, wire.bytes);
        return sink.text(textOf(value, path));
      case shapes.bool:
        this.#tag({ number }, wire.varint);
        return sink.byte(truthOf(value, path) ? 1 : 0);
      case shapes.int32:
      case shapes.int64:
        this.#tag({ number }, wire.varint);
        return sink.integer(integerIn(value, path));
      case shapes.double:
        this.#tag({ number }, wire.fixed64);
        return sink.double(numberIn(value, path));
      case shapes.bytes:
        this.#tag({ number }, wire.bytes);
        return sink.bytes(Buffer.from(textOf(value, path), 'base64'));
      default:
        this.#tag({ number }, wire.bytes);
        return sink.measured(() => this.#struct(field, { value, path }));
    }
  }

  #struct(field: Field, { value, path }: Placed): void {
    switch (field.shape) {
      case shapes.message:
        return this.message(field.message, objectIn(value, path), `${path}.`);
      case shapes.time:
      case shapes.microtime:
        return this.#time(value, path);
      case shapes.quantity:
        return this.#texts([textOf(typeof value === 'number' ? String(value) : (value ?? '0'), path)]);
      case shapes.intorstring:
        return this.#intOrString(value, path);
      case shapes.json:
        return value === undefined ? undefined : this.#texts([toJson(value)]);
      case shapes.strings:
        if (value !== undefined && !isList(value)) throw unfit(path, value, 'a list');
        return this.#texts((value ?? []).map((text, index) => textOf(text, `${path}[${index}]`)));
      default:
        return this.#schemaOr(field, { value, path });
    }
  }

  #texts(texts: readonly string[], tag = 10): void {
    for (const text of texts) {
      this.sink.byte(tag);
      this.sink.text(text);
    }
  }

  #time(value: unknown, path: string): void {
    if (value === undefined) return;
    const text = textOf(value, path);
    const [, fraction = ''] = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
    const milliseconds = Date.parse(text);
    if (Number.isNaN(milliseconds)) throw unfit(path, value, 'a time, 2026-01-02T03:04:05Z');
    this.sink.byte(8);
    this.sink.integer(Math.floor(milliseconds / 1000));
    this.sink.byte(16);
    this.sink.varint(Number(fraction.padEnd(9, '0').slice(0, 9)));
  }

  #intOrString(value: unknown, path: string): void {
    const isText = typeof value === 'string';
    this.sink.byte(8);
    this.sink.byte(isText ? 1 : 0);
    this.sink.byte(16);
    this.sink.integer(isText ? 0 : integerIn(value, path));
    this.#texts([isText ? value : ''], 26);
  }

  #schemaOr({ shape, message }: Field, { value, path }: Placed): void {
    const schema = (at: unknown, place: string): void => this.sink.measured(() => this.message(message, objectIn(at, place), `${place}.`));
    if (shape === shapes.schemaorbool) {
      this.sink.byte(8);
      this.sink.byte(value === false || value === undefined ? 0 : 1);
    }
    if (shape === shapes.schemaorstrings && isList(value))
      return this.#texts(
        value.map((text) => textOf(text, path)),
        18,
      );
    if (isList(value)) {
      value.forEach((item, index) => {
        this.sink.byte(18);
        schema(item, `${path}[${index}]`);
      });
    } else if (isObject(value)) {
      this.sink.byte(shape === shapes.schemaorbool ? 18 : 10);
      schema(value, path);
    } else if (value !== undefined && (shape !== shapes.schemaorbool || typeof value !== 'boolean')) throw unfit(path, value, 'a schema');
  }
}

interface Placed {
  readonly value: unknown;
  readonly path: string;
}

/** Objects say in JSON what they are; messages do not. */
const isTypeMeta = (name: string): boolean => name === 'apiVersion' || name === 'kind';

const knownNames = new WeakMap<Message, ReadonlySet<string>>();

/** The names that stand in the object of a message. */
function names(message: Message): ReadonlySet<string> {
  const known = knownNames.get(message);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const field of message.fields) {
    if (field?.shape === shapes.inline) for (const name of names(field.message)) found.add(name);
    else if (field !== undefined) found.add(field.name);
  }
  knownNames.set(message, found);
  return found;
}

/** Slices in Go, which are nil where JSON has nothing. */
const isNilable = (shape: Shape): boolean => shape === shapes.bytes || shape === shapes.strings;

/** As Go sorts texts: by their bytes. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const unfit = (path: string, value: unknown, wanted: string): ProtobufError =>
  new ProtobufError(`${path} is ${whatIs(value)} instead of ${wanted}`);

function textOf(value: unknown, path: string): string {
  if (typeof value === 'string' || value === undefined) return value ?? '';
  throw unfit(path, value, 'a text');
}

function truthOf(value: unknown, path: string): boolean {
  if (typeof value === 'boolean' || value === undefined) return value ?? false;
  throw unfit(path, value, 'true or false');
}

function numberIn(value: unknown, path: string): number {
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return Number(value ?? 0);
  throw unfit(path, value, 'a number');
}

function integerIn(value: unknown, path: string): number | bigint {
  if (typeof value === 'bigint' || value === undefined) return value ?? 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw unfit(path, value, 'an integer');
}

function objectIn(value: unknown, path: string): JsonObject {
  if (isObject(value) || value === undefined) return value ?? {};
  throw unfit(path, value, 'an object');
}
