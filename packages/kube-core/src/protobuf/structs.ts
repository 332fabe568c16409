/**
 * Messages that are one value in JSON: {@link readOnly}, {@link readIntOrString}, {@link readStrings}.
 */
import type { Cursor } from './cursor.js';
import { unknownField } from './errors.js';

/** The text of a message that has but one, in its first field. */
export function readOnly(from: Cursor, end: number): string | undefined {
  let text: string | undefined;
  while (from.at < end) {
    const tag = from.varint();
    if (tag !== 10) throw unknownField('a message of one text', tag >>> 3);
    text = from.text();
  }
  return text;
}

/** A number or a text; which of them says the first field. */
export function readIntOrString(from: Cursor, end: number): string | number {
  let isText = false;
  let number = 0;
  let text = '';
  while (from.at < end) {
    const tag = from.varint();
    if (tag === 8) isText = from.varint() !== 0;
    else if (tag === 16) number = from.varint() | 0;
    else if (tag === 26) text = from.text();
    else throw unknownField('an IntOrString', tag >>> 3);
  }
  return isText ? text : number;
}

/** A list of texts in a message of its own. */
export function readStrings(from: Cursor, end: number): readonly string[] {
  const list: string[] = [];
  while (from.at < end) {
    const tag = from.varint();
    if (tag !== 10) throw unknownField('a list of texts', tag >>> 3);
    list.push(from.text());
  }
  return list;
}
