/**
 * Why Protobuf could not be read or written as it is: {@link ProtobufError}. Nothing is lost by it: whoever meets one asks for JSON.
 */

/** A field that the tables do not have, since the server is newer than they are, or bytes that are no such message. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** A field that the tables do not have. */
export function unknownField(message: string, number: number): ProtobufError {
  return new ProtobufError(`${message} has a field ${number}, which the tables of this version do not know`);
}

/** Bytes that are no such message. */
export const malformed = (what: string): ProtobufError => new ProtobufError(`${what}: it was cut off, or is no Protobuf`);
