/**
 * The block of 512 bytes that comes before each file of a tar archive: {@link readHeader}, {@link writeHeader}.
 *
 * Written is what GNU tar writes, since busybox understands its long names and not those of pax. Read is that, ustar and v7.
 */
import { refuse } from '../refuse.js';

/** The size of a block: an archive is made of them. */
export const blockBytes = 512;

/** What a header says. */
export interface TarHeader {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** One character: `0` a file, `1` a hard link, `2` a symbolic link, `5` a directory; others are devices and extensions. */
  readonly type: string;
  readonly linkName: string;
}

const fields = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  linkName: [157, 100],
  magic: [257, 8],
  prefix: [345, 155],
} as const satisfies Record<string, readonly [start: number, length: number]>;
type Field = keyof typeof fields;

const gnuMagic = 'ustar  \0';

const bytesIn = (block: Buffer, field: Field): Buffer => block.subarray(fields[field][0], fields[field][0] + fields[field][1]);

/** The text of a field, up to its first zero byte. */
const textIn = (block: Buffer, field: Field): string => beforeZero(bytesIn(block, field)).toString('utf8');

/** @throws KubeError `copy` for a name that is no UTF-8: two of those would have one name here, and one file would be lost. */
export function nameOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  if (Buffer.from(text).equals(bytes)) return text;
  throw refuse(`${JSON.stringify(text)} in the container has a name that is no UTF-8; copy it under another, or without its directory`);
}

/** @throws KubeError `copy` as {@link nameOf}. Headers before long names hold the start of them, which may end within a letter. */
export function checkNames(block: Buffer, known: { readonly name?: string; readonly linkName?: string }): void {
  for (const field of ['name', 'linkName'] as const) if (known[field] === undefined) nameOf(beforeZero(bytesIn(block, field)));
}

/** A text up to its first zero byte. */
export const beforeZero = (bytes: Buffer): Buffer => (bytes.includes(0) ? bytes.subarray(0, bytes.indexOf(0)) : bytes);

/** Octal digits, or for what is too large for them a binary number after a byte of 0x80. */
function numberIn(block: Buffer, field: Field): number {
  const bytes = bytesIn(block, field);
  if (((bytes[0] ?? 0) & 0x80) !== 0) return binary(bytes, field);
  const digits = textIn(block, field).trim();
  if (!/^[0-7]*$/.test(digits)) throw refuse(`the archive of the container has a header whose ${field} is no number`);
  return digits === '' ? 0 : parseInt(digits, 8);
}

function binary(bytes: Buffer, field: Field): number {
  const [first = 0, ...rest] = bytes;
  const flip = (first & 0x40) === 0 ? 0 : 0xff; // two's complement: a time before 1970
  const count = rest.reduce((sum, byte) => sum * 256 + (byte ^ flip), (first ^ flip) & 0x3f);
  const value = flip === 0 ? count : -1 - count;
  if (!Number.isSafeInteger(value) || (value < 0 && field !== 'mtime'))
    throw refuse(`the archive of the container has a header whose ${field} is out of range`);
  return value;
}

/** The sum of all bytes, with the checksum itself taken for spaces. */
const sumOf = (block: Buffer): number =>
  block.reduce((sum, byte) => sum + byte, 0) - bytesIn(block, 'checksum').reduce((sum, byte) => sum + byte, 0) + 8 * 0x20;

/** @throws KubeError `copy` for what is no header: the container does not send an archive, or a damaged one. */
export function readHeader(block: Buffer): TarHeader {
  if (numberIn(block, 'checksum') !== sumOf(block)) throw refuse('what the container sends is no tar archive, or a damaged one');
  const prefix = textIn(block, 'magic') === 'ustar' ? textIn(block, 'prefix') : ''; // GNU has other things there
  const name = textIn(block, 'name');
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: numberIn(block, 'mode'),
    size: numberIn(block, 'size'),
    mtime: numberIn(block, 'mtime'),
    type: textIn(block, 'type') || '0',
    linkName: textIn(block, 'linkName'),
  };
}

/** The header, and before it those that hold a name or a link that is longer than its field. */
export function writeHeader(header: TarHeader): Buffer {
  return Buffer.concat([...longText('L', header.name), ...longText('K', header.linkName), blockOf(header)]);
}

function longText(type: 'L' | 'K', text: string): Buffer[] {
  const bytes = Buffer.from(`${text}\0`);
  if (bytes.length - 1 <= fields.name[1]) return [];
  return [blockOf({ name: '././@LongLink', mode: 0, size: bytes.length, mtime: 0, type, linkName: '' }), bytes, padding(bytes.length)];
}

/** Zeros up to the end of the block. */
export const padding = (size: number): Buffer => Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);

function blockOf({ name, mode, size, mtime, type, linkName }: TarHeader): Buffer {
  const block = Buffer.alloc(blockBytes);
  Buffer.from(name).copy(bytesIn(block, 'name'));
  Buffer.from(linkName).copy(bytesIn(block, 'linkName'));
  for (const [field, value] of Object.entries({ mode, uid: 0, gid: 0, size, mtime })) writeNumber(bytesIn(block, field as Field), value); // as written
  block.write(type, fields.type[0], 'latin1');
  block.write(gnuMagic, fields.magic[0], 'latin1');
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, fields.checksum[0], 'latin1');
  return block;
}

function writeNumber(field: Buffer, value: number): void {
  const digits = field.length - 1;
  const octal = Math.max(0, Math.floor(value)).toString(8);
  if (octal.length <= digits) return void field.write(octal.padStart(digits, '0'), 'latin1');
  field.writeUIntBE(value, field.length - 6, 6);
  field[0] = 0x80;
}
