/**
 * Whole objects from Protobuf to JSON and back: {@link Codec}.
 */
import type { JsonObject } from '../util/json/json.js';
import { Decoder } from './decode.js';
import { encode } from './encode.js';
import { inEnvelope, openEnvelope, openEvent } from './envelope.js';
import { ProtobufError } from './errors.js';
import type { Message } from './message.js';
import { loadTable, messageFor } from './tables.js';

/** Reads and writes the kinds of one group-version, and what comes in their place: Status and metadata alone. */
export interface Codec {
  /** An object as it was sent. @throws ProtobufError for what the tables do not know. */
  object(bytes: Uint8Array, decoder?: Decoder): JsonObject;
  /** The event in a frame of a watch. @throws as {@link Codec.object}. */
  event(frame: Uint8Array, decoder?: Decoder): { readonly type: string; readonly object: JsonObject };
  /** An object as it is sent; what it is stands in its apiVersion and kind. @throws ProtobufError for a field that has no number. */
  bytes(object: JsonObject): Uint8Array;
}

/** @returns the codec of a group-version; undefined where it is not built in. */
export async function codecFor(groupVersion: { readonly group: string; readonly version: string }): Promise<Codec | undefined> {
  return (await loadTable(groupVersion)) ? codec : undefined;
}

const shared = new Decoder();

const codec: Codec = {
  object: (bytes, decoder = shared) => {
    const { apiVersion, kind, raw } = openEnvelope(bytes);
    const object = decoder.read(messageOf(apiVersion, kind), raw, { kind, apiVersion });
    return 'items' in object && object.items === null ? { ...object, items: [] } : object;
  },
  event: (frame, decoder) => {
    const { type, object } = openEvent(frame);
    return { type, object: codec.object(object, decoder) };
  },
  bytes: (object) => {
    const { apiVersion, kind } = object;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') throw new ProtobufError('an object says its apiVersion and kind');
    return inEnvelope({ apiVersion, kind, raw: encode(messageOf(apiVersion, kind), object) });
  },
};

function messageOf(apiVersion: string, kind: string): Message {
  const message = messageFor(apiVersion, kind);
  if (message !== undefined) return message;
  throw new ProtobufError(`the tables have no ${kind} of ${apiVersion}`);
}
