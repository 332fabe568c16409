/**
 * Objects made from the tables of Protobuf, without regard to what a server would accept: {@link sampleOf}.
 */
import { counts, shapes, type Field, type Message } from 'kube-core/protobuf';

/** Which fields an object has: each of them, none, each with a value that is empty, or some by chance. */
export type Filling = 'full' | 'none' | 'empty' | { readonly seed: number };

/** Schemas hold schemas. */
const deepest = 12;

interface Making {
  readonly filling: Filling;
  readonly random: () => number;
  /** How often a message stands around itself. */
  readonly around: readonly Message[];
}

/** An object of a kind without apiVersion and kind. */
export function sampleOf(message: Message, filling: Filling): Record<string, unknown> {
  const random = randomOf(typeof filling === 'object' ? filling.seed : 1);
  return objectOf(message, { filling, random, around: [] });
}

/** Numbers from 0 up to but not including 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = (Math.imul(seed, 2_654_435_761) | 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function objectOf(message: Message, making: Making): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  const around = [...making.around, message];
  const inner = { ...making, around };
  if (around.length > deepest || around.filter((each) => each === message).length > 2) return object;
  for (const field of message.fields) {
    if (field === undefined || making.filling === 'none') continue;
    if (typeof making.filling === 'object' && making.random() < 0.4) continue;
    if (field.shape === shapes.inline) Object.assign(object, objectOf(field.message, inner));
    else object[field.name] = valueOf(field, inner);
  }
  return object;
}

function valueOf(field: Field, making: Making): unknown {
  const { filling, random } = making;
  if (field.count === counts.one) return itemOf(field, making);
  const length = typeof filling === 'object' ? Math.floor(random() * 3) : filling === 'full' ? 2 : 0;
  const each = Array.from({ length }, () => itemOf(field, making));
  return field.count === counts.list ? each : Object.fromEntries(each.map((value, at) => [`key-${at}`, value]));
}

const zeros: Readonly<Record<number, unknown>> = {
  [shapes.string]: '',
  [shapes.bool]: false,
  [shapes.int32]: 0,
  [shapes.int64]: 0,
  [shapes.double]: 0,
  [shapes.bytes]: '',
  [shapes.time]: null,
  [shapes.microtime]: null,
  [shapes.quantity]: '0',
  [shapes.intorstring]: 0,
  [shapes.json]: null,
  [shapes.strings]: [],
  [shapes.schemaorbool]: false,
};

function itemOf(field: Field, making: Making): unknown {
  const { filling, random } = making;
  if (filling === 'empty' && field.shape in zeros) return zeros[field.shape];
  const pick = <T>(...from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  switch (field.shape) {
    case shapes.string:
      return pick('text', 'two words', 'größer', '名前🎉', `text-${Math.floor(random() * 1e6)}`, 'x'.repeat(80), 'ü'.repeat(80));
    case shapes.bool:
      return pick(true, false);
    case shapes.int32:
      return pick(1, 127, 128, 300, 2_147_483_647, -1, -2_147_483_648);
    case shapes.int64:
      return pick<number | bigint>(1, 200, 4_294_967_296, 9_007_199_254_740_991, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n, -7);
    case shapes.double:
      return pick(1, 0.5, -2.25, 1e21, 123_456_789.125);
    case shapes.bytes:
      return pick('AAEC', Buffer.from('some bytes').toString('base64'), Buffer.alloc(300, 7).toString('base64'));
    case shapes.time:
      return pick('2026-01-02T03:04:05Z', '1970-01-01T00:00:00Z', '0999-12-31T23:59:59Z', '9999-12-31T23:59:59Z');
    case shapes.microtime:
      return pick('2026-01-02T03:04:05.678901Z', '1969-12-31T23:59:59.000001Z', '2026-01-02T03:04:05.000000Z');
    case shapes.quantity:
      return pick('100m', '1Gi', '0', '1500', '12e6');
    case shapes.intorstring:
      return pick<string | number>('25%', 'http', 8080, 0, -1, '');
    case shapes.json:
      return pick<unknown>({ 'f:metadata': { '.': {}, 'f:labels': {} } }, { a: [1, 'x', null, true], b: { c: 1.5 } });
    case shapes.strings:
      return pick(['a', 'b'], ['c']);
    case shapes.schemaorbool:
      return pick<unknown>(true, false, objectOf(field.message, making));
    case shapes.schemaorarray:
      return pick<unknown>(objectOf(field.message, making), [objectOf(field.message, making)]);
    case shapes.schemaorstrings:
      return pick<unknown>(objectOf(field.message, making), ['a', 'b']);
    default:
      return objectOf(field.message, making);
  }
}
