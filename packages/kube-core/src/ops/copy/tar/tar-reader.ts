/**
 * The files of a tar archive, one after the other, as its bytes come: {@link readTar}. Whoever made the archive may mean no good: names and
 * links are given as they stand there.
 */
import { beforeZero, blockBytes, checkNames, nameOf, readHeader, type TarHeader } from './tar-header.js';
import { refuse } from '../refuse.js';

const longestExtension = 1024 * 1024; // a name of a file, or a few notes about it

/** A file of an archive. What is left of its body is skipped when the next file is asked for. */
export interface TarEntry extends TarHeader {
  readonly body: AsyncIterable<Uint8Array>;
}

/** Exact pieces of a stream of chunks. */
class Blocks {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** At most so many bytes, at least one. @throws KubeError `copy` where the archive ends before. */
  async some(most: number): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) throw refuse('the archive of the container ends before its end: its tar has failed, or was ended');
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  async exactly(count: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for (let left = count; left > 0; left -= pieces.at(-1)?.length ?? 0) pieces.push(await this.some(left));
    return Buffer.concat(pieces, count);
  }

  /** Reads what comes after the archive, so that its sender is not held up. */
  async drain(): Promise<void> {
    while ((await this.#chunks.next()).done !== true);
  }

  async leave(): Promise<void> {
    await this.#chunks.return?.();
  }
}

/** The bytes of one file, with what fills up its last block. */
class Body implements AsyncIterable<Uint8Array> {
  readonly #blocks: Blocks;
  readonly #padding: number;
  #left: number;

  constructor(blocks: Blocks, size: number) {
    this.#blocks = blocks;
    this.#left = size;
    this.#padding = (blockBytes - (size % blockBytes)) % blockBytes;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    while (this.#left > 0) {
      const piece = await this.#blocks.some(this.#left);
      this.#left -= piece.length;
      yield piece;
    }
  }

  async skip(): Promise<void> {
    for await (const _ of this);
    await this.#blocks.exactly(this.#padding);
  }

  async whole(): Promise<Buffer> {
    if (this.#left > longestExtension) throw refuse('the archive of the container has a name without end');
    const bytes = await this.#blocks.exactly(this.#left);
    this.#left = 0;
    return bytes;
  }
}

/** What extension headers say of the file after them. */
type Extended = Partial<Pick<TarHeader, 'name' | 'linkName' | 'size'>>;

/** @throws KubeError `copy` for what is no archive, a damaged one, and one that ends too early; what the chunks throw. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry, void, undefined> {
  const blocks = new Blocks(chunks);
  let extended: Extended = {};
  let whole = false;
  try {
    for (let block = await blocks.exactly(blockBytes); block.some((byte) => byte !== 0); block = await blocks.exactly(blockBytes)) {
      const header = readHeader(block);
      const isFile = !'LKxg'.includes(header.type);
      const body = new Body(blocks, isFile ? (extended.size ?? header.size) : header.size);
      if (isFile) {
        checkNames(block, extended);
        yield { ...header, ...extended, body };
        extended = {};
      } else extended = { ...extended, ...extension(header.type, await body.whole()) };
      await body.skip();
    }
    whole = true;
    await blocks.drain();
  } finally {
    if (!whole) await blocks.leave();
  }
}

function extension(type: string, bytes: Buffer): Extended {
  if (type === 'L') return { name: nameOf(beforeZero(bytes)) };
  if (type === 'K') return { linkName: nameOf(beforeZero(bytes)) };
  return type === 'x' ? pax(bytes) : {}; // what holds for all files is nothing that is looked at here
}

/** Records of pax: `<length> <key>=<value>\n`, where the length is of all of it. */
function pax(bytes: Buffer): Extended {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length;) {
    const [, length = ''] = /^(\d{1,7}) /.exec(bytes.toString('latin1', at, at + 8)) ?? [];
    const record = bytes.subarray(at + length.length + 1, at + Number(length) - 1);
    const equals = record.indexOf('=');
    if (length === '' || Number(length) <= length.length || equals < 1)
      throw refuse('the archive of the container has notes that cannot be read');
    found.set(record.toString('latin1', 0, equals), record.subarray(equals + 1));
    at += Number(length);
  }
  const [name, linkName] = [found.get('path'), found.get('linkpath')];
  const size = found.get('size')?.toString('latin1');
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw refuse('the archive of the container has a file whose size is no number');
  return {
    ...(name !== undefined && { name: nameOf(name) }),
    ...(linkName !== undefined && { linkName: nameOf(linkName) }),
    ...(size !== undefined && { size: Number(size) }),
  };
}
