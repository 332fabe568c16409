/**
 * `kube-core/protobuf`: built-in kinds as bytes. It is there for the other packages of kube for TypeScript and not for users yet: names and
 * shapes may change with any version.
 */
export { codecFor, type Codec } from './codec.js';
export { Decoder, type DecoderOptions } from './decode.js';
export { inFrame, isProtobuf, mediaType, type EventEnvelope } from './envelope.js';
export { ProtobufError } from './errors.js';
export { Frames } from './frames.js';
export { counts, shapes, type Field, type Message } from './message.js';
export { loadTable, messageFor } from './tables.js';
