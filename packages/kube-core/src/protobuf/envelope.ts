/**
 * What stands around a message: its kind, and the frames of a watch. Enter at {@link openEnvelope} and {@link inEnvelope}.
 */
import { Cursor } from './cursor.js';
import { malformed, ProtobufError, unknownField } from './errors.js';
import { Sink } from './sink.js';

/** The media type of built-in kinds. */
export const mediaType = 'application/vnd.kubernetes.protobuf';

/** Whether an answer is Protobuf, by its content type. */
export const isProtobuf = (contentType: string | undefined): boolean => contentType?.split(';')[0]?.trim() === mediaType;

/** With it each object begins: `k8s` and a zero. */
const magic = [0x6b, 0x38, 0x73, 0x00] as const;

/** Reads what stands around messages, one after the other; their words are few. */
const cursor = new Cursor({ texts: 64 });

function reading<T>(bytes: Uint8Array, read: () => T): T {
  cursor.open(bytes);
  try {
    return read();
  } finally {
    cursor.close();
  }
}

/** runtime.Unknown: an object and what it is. */
export interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

/** @throws ProtobufError for what begins otherwise, or is encoded in a way that no server uses yet. */
export function openEnvelope(bytes: Uint8Array): Envelope {
  if (magic.some((byte, at) => bytes[at] !== byte)) throw malformed('an object does not begin with k8s');
  return reading(bytes.subarray(magic.length), readEnvelope);
}

function readEnvelope(): Envelope {
  let raw: Uint8Array | undefined;
  let type = { apiVersion: '', kind: '' };
  while (cursor.at < cursor.bytes.length) {
    const tag = cursor.varint();
    const end = cursor.end();
    if (tag === 10) type = readType(end);
    else if (tag === 18) raw = cursor.bytes.subarray(cursor.at, end);
    else if (tag === 26 && end > cursor.at) throw new ProtobufError('the object is compressed');
    else if (tag !== 26 && tag !== 34) throw unknownField('runtime.Unknown', tag >>> 3);
    cursor.at = end;
  }
  if (raw === undefined) throw malformed('an object has no content');
  return { ...type, raw };
}

function readType(end: number): { apiVersion: string; kind: string } {
  const type = { apiVersion: '', kind: '' };
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag === 10) type.apiVersion = cursor.text();
    else if (tag === 18) type.kind = cursor.text();
    else throw unknownField('runtime.TypeMeta', tag >>> 3);
  }
  return type;
}

/** An object as it is sent. */
export function inEnvelope({ apiVersion, kind, raw }: Envelope): Uint8Array {
  const sink = new Sink();
  sink.raw(Uint8Array.from(magic));
  sink.byte(10);
  sink.measured(() => {
    sink.byte(10);
    sink.text(apiVersion);
    sink.byte(18);
    sink.text(kind);
  });
  sink.byte(18);
  sink.bytes(raw);
  sink.byte(26);
  sink.text('');
  sink.byte(34);
  sink.text('');
  return sink.taken();
}

/** One event of a watch. */
export interface EventEnvelope {
  /** `ADDED`. */
  readonly type: string;
  /** Its object in an envelope of its own. */
  readonly object: Uint8Array;
}

/** A frame of a watch without its length. @throws ProtobufError for what is none. */
export const openEvent = (frame: Uint8Array): EventEnvelope => reading(frame, readEvent);

function readEvent(): EventEnvelope {
  let type = '';
  let object: Uint8Array = new Uint8Array();
  while (cursor.at < cursor.bytes.length) {
    const tag = cursor.varint();
    if (tag === 10) type = cursor.text();
    else if (tag === 18) object = readRaw();
    else throw unknownField('meta.v1.WatchEvent', tag >>> 3);
  }
  return { type, object };
}

function readRaw(): Uint8Array {
  const end = cursor.end();
  let raw: Uint8Array = new Uint8Array();
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag !== 10) throw unknownField('runtime.RawExtension', tag >>> 3);
    const to = cursor.end();
    raw = cursor.bytes.subarray(cursor.at, to);
    cursor.at = to;
  }
  return raw;
}

/** A frame of a watch, its length of four bytes before it. */
export function inFrame({ type, object }: EventEnvelope): Uint8Array {
  const sink = new Sink();
  sink.raw(new Uint8Array(4));
  sink.byte(10);
  sink.text(type);
  sink.byte(18);
  sink.measured(() => {
    sink.byte(10);
    sink.bytes(object);
  });
  const frame = sink.taken();
  new DataView(frame.buffer).setUint32(0, frame.length - 4);
  return frame;
}
