/**
 * Reads a message as the JSON that the server would have sent: {@link Decoder}. What to read is in the tables; nothing is compiled.
 */
import { parseJson } from '../util/json/json-text.js';
import { put } from '../util/json/json.js';
import { Cursor, wire } from './cursor.js';
import { malformed, unknownField } from './errors.js';
import { counts, shapes, type Field, type Message } from './message.js';
import { readIntOrString, readOnly, readStrings } from './structs.js';
import { Times } from './times.js';
import { fill, zeroOfEntry } from './zero.js';

type Fields = Record<string, unknown>;

/** How a decoder works. */
export interface DecoderOptions {
  /** Leaves managedFields out: they are half of an object's bytes, and caches drop them. @defaultValue false */
  readonly skipManagedFields?: boolean;
}

/** Schemas hold schemas: each level costs frames of the stack. */
const deepest = 1000;

/** Reads one message after the other; texts that are equal between them are one string. */
export class Decoder {
  readonly #in = new Cursor({ texts: 8192 });
  readonly #times = new Times();
  readonly #skipped: string | undefined;
  #depth = 0;

  constructor({ skipManagedFields = false }: DecoderOptions = {}) {
    this.#skipped = skipManagedFields ? 'managedFields' : undefined;
  }

  /**
   * @param message - What it is.
   * @param bytes - All of it.
   * @param target - Gets its fields.
   * @throws ProtobufError for a field that the table does not have, and for what is no such message.
   */
  read<T extends object>(message: Message, bytes: Uint8Array, target: T): T {
    this.#in.open(bytes);
    this.#depth = 0;
    try {
      this.#message(message, bytes.length, target as Fields);
    } finally {
      this.#in.close();
    }
    return target;
  }

  #message(message: Message, end: number, target: Fields): Fields {
    if (++this.#depth > deepest) throw malformed(`a ${message.name} is too deep`);
    const input = this.#in;
    const { fields, constants } = message;
    let constant = 0;
    while (input.at < end) {
      const tag = input.varint();
      const field = fields[tag >>> 3];
      if (field === undefined) throw unknownField(message.name, tag >>> 3);
      if (field.constant) constant++;
      if (field.count === counts.one) this.#one(field, tag, target);
      else if (field.count === counts.list) this.#list(field, tag, target, end);
      else this.#map(field, tag, target, end);
    }
    if (input.at !== end) throw malformed(`a ${message.name} ends within a field`);
    if (constant < constants.length) fill(message, target);
    this.#depth--;
    return target;
  }

  #one(field: Field, tag: number, target: Fields): void {
    if (field.shape === shapes.inline) {
      expect(tag, wire.bytes, field);
      this.#message(field.message, this.#in.end(), target);
      return;
    }
    const value = this.#value(field, tag);
    if (field.omitsEmpty && !field.pointer && isEmpty(value, field)) return;
    target[field.name] = value;
  }

  /** Items of a list follow each other. */
  // eslint-disable-next-line max-params -- an object for them would be made for each list
  #list(field: Field, tag: number, target: Fields, end: number): void {
    const input = this.#in;
    if (field.name === this.#skipped) {
      input.at = input.end();
      return;
    }
    const known = target[field.name];
    const list: unknown[] = Array.isArray(known) ? known : (target[field.name] = []);
    if ((tag & 7) === wire.bytes && isPackable(field)) return this.#packed(field, list);
    list.push(this.#value(field, tag));
    while (input.at < end && input.bytes[input.at] === tag && tag < 128) {
      input.at++;
      list.push(this.#value(field, tag));
    }
  }

  #packed(field: Field, list: unknown[]): void {
    const end = this.#in.end();
    const tag = field.shape === shapes.double ? wire.fixed64 : wire.varint;
    while (this.#in.at < end) list.push(this.#value(field, tag));
  }

  // eslint-disable-next-line max-params -- as above
  #map(field: Field, tag: number, target: Fields, end: number): void {
    const input = this.#in;
    const map = (target[field.name] ??= {}) as Fields;
    this.#entry(field, tag, map);
    while (input.at < end && input.bytes[input.at] === tag && tag < 128) {
      input.at++;
      this.#entry(field, tag, map);
    }
  }

  #entry(field: Field, tag: number, map: Fields): void {
    expect(tag, wire.bytes, field);
    const input = this.#in;
    const end = input.end();
    let key = '';
    let value: unknown;
    while (input.at < end) {
      const inner = input.varint();
      if (inner === 10) key = input.text();
      else if (inner >>> 3 === 2) value = this.#value(field, inner);
      else throw unknownField(`an entry of ${field.name}`, inner >>> 3);
    }
    put(map, key, value === undefined ? zeroOfEntry(field) : value);
  }

  #value(field: Field, tag: number): unknown {
    const input = this.#in;
    switch (field.shape) {
      case shapes.string:
        expect(tag, wire.bytes, field);
        return input.text();
      case shapes.bool:
        expect(tag, wire.varint, field);
        return input.varint() !== 0;
      case shapes.int32:
        expect(tag, wire.varint, field);
        return input.varint() | 0;
      case shapes.int64:
        expect(tag, wire.varint, field);
        return input.integer();
      case shapes.double:
        expect(tag, wire.fixed64, field);
        return input.double();
      case shapes.bytes:
        expect(tag, wire.bytes, field);
        return input.base64();
      default:
        expect(tag, wire.bytes, field);
        return this.#struct(field);
    }
  }

  #struct(field: Field): unknown {
    const input = this.#in;
    const end = input.end();
    switch (field.shape) {
      case shapes.message:
        return this.#message(field.message, end, field.typed === undefined ? field.message.blank() : { ...field.typed });
      case shapes.time:
        return this.#times.read(input, end);
      case shapes.microtime:
        return this.#times.readMicro(input, end);
      case shapes.quantity:
        return readOnly(input, end) ?? '0';
      case shapes.intorstring:
        return readIntOrString(input, end);
      case shapes.json: {
        const text = readOnly(input, end);
        return text === undefined ? null : jsonOf(text, field);
      }
      case shapes.strings:
        return readStrings(input, end);
      default:
        return this.#schemaOr(field, end);
    }
  }

  /** A schema, or what may stand in its place: a list of schemas, whether anything is allowed, names of fields. */
  #schemaOr({ shape, message }: Field, end: number): unknown {
    const input = this.#in;
    const schemaTag = shape === shapes.schemaorbool ? 18 : 10;
    let schema: unknown = null;
    let allows = false;
    const list: unknown[] = [];
    while (input.at < end) {
      const tag = input.varint();
      if (tag === schemaTag) schema = this.#message(message, input.end(), message.blank());
      else if (tag === 8 && shape === shapes.schemaorbool) allows = input.varint() !== 0;
      else if (tag === 18 && shape === shapes.schemaorstrings) list.push(input.text());
      else if (tag === 18) list.push(this.#message(message, input.end(), message.blank()));
      else throw unknownField('what may be a schema', tag >>> 3);
    }
    if (shape === shapes.schemaorbool) return schema ?? allows;
    return list.length > 0 ? list : schema;
  }
}

/** What Go leaves out of JSON; a struct is never empty, but may be zero. */
const isEmpty = (value: unknown, { omitsZero }: Field): boolean =>
  value === '' || value === 0 || value === false || (value === null && omitsZero);

function expect(tag: number, type: number, { name }: Field): void {
  if ((tag & 7) !== type) throw malformed(`${name} is written as another type`);
}

function jsonOf(text: string, { name }: Field): unknown {
  try {
    return parseJson(text);
  } catch {
    throw malformed(`${name} is no JSON`);
  }
}

const isPackable = ({ shape }: Field): boolean => shape >= shapes.bool && shape <= shapes.double;
