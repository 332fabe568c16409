/**
 * What JSON has where the wire has nothing: {@link fill}.
 */
import { put } from '../util/json/json.js';
import { counts, shapes, type Field, type Message } from './message.js';

/** Sets the fields that JSON always has, where they are absent. */
export function fill(message: Message, target: Record<string, unknown>): void {
  for (const field of message.constants) {
    if (field.shape === shapes.inline) fill(field.message, target);
    else if (!Object.hasOwn(target, field.name)) put(target, field.name, isNil(field) ? null : zeroOf(field));
  }
}

const isNil = ({ count, pointer }: Field): boolean => pointer || count !== counts.one;

/** The value of an entry that has none. */
export const zeroOfEntry = (field: Field): unknown => (field.shape === shapes.bytes ? '' : zeroOf(field));

function zeroOf({ shape, message }: Field): unknown {
  switch (shape) {
    case shapes.string:
      return '';
    case shapes.bool:
      return false;
    case shapes.int32:
    case shapes.int64:
    case shapes.double:
    case shapes.intorstring:
      return 0;
    case shapes.quantity:
      return '0';
    case shapes.message: {
      const zero = {};
      fill(message, zero);
      return zero;
    }
    default:
      return null;
  }
}
