/**
 * From this machine to a container: {@link send}.
 */
import { basename } from 'node:path';
import { bytesOf } from '../../streams/bytes.js';
import type { Container } from './container.js';
import { archiveOf } from './local/local-files.js';
import type { Copied, CopyOptions } from './options.js';
import { placeOf, type Place } from './place.js';
import { refuse } from './refuse.js';
import { Tally } from './tally.js';

/** What to copy where. */
export interface Consignment extends CopyOptions {
  readonly from: string | AsyncIterable<Uint8Array | string>;
  readonly to: string;
}

/** Hands an archive to the tar of a container, or a stream to its shell, since an archive says the size of a file before its bytes. */
export async function send(container: Container, { from, to, ...options }: Consignment): Promise<Copied> {
  const tally = new Tally(options);
  const place = typeof from === 'string' ? placeOf(to.endsWith('/') ? to + basename(from) : to, 'to') : placeOf(to, 'to');
  const path = place.directory === '/' ? `/${place.name}` : place.name;
  if (typeof from === 'string') await sendTree(container, place, { from, tally, options });
  else await sendStream(container, path, { from, tally });
  await container.compare(tally.hashes);
  return tally.copied;
}

interface Tree {
  readonly from: string;
  readonly tally: Tally;
  readonly options: CopyOptions;
}

/** Permissions and times are kept; owners of this machine mean nothing there. */
async function sendTree(container: Container, { directory, name }: Place, { from, tally, options }: Tree): Promise<void> {
  const root = directory === '/' ? '/' : '';
  const note = {
    bytes: (at: string, chunk: Uint8Array) => tally.bytes(root + at, chunk),
    file: (at: string) => tally.file(root + at),
    link: tally.link,
  };
  const archive = archiveOf({ path: from, name }, { links: options.links ?? 'keep', note });
  await container.runReader({ name: 'tar', command: ['tar', '-xof', '-', '-C', directory], stdin: archive });
}

/** @throws KubeError `copy` where the program in the container has ended before the stream has, whatever it says of itself. */
async function sendStream(
  container: Container,
  path: string,
  { from, tally }: { readonly from: AsyncIterable<Uint8Array | string>; readonly tally: Tally },
): Promise<void> {
  await container.runReader({ name: 'sh', command: ['sh', '-c', 'cat > "$1"', 'sh', path], stdin: noted(from, path, tally) });
  if (tally.copied.files === 0) throw refuse(`${path} is not whole: the container has stopped to read before the stream has ended`);
}

async function* noted(chunks: AsyncIterable<Uint8Array | string>, path: string, tally: Tally): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    const bytes = bytesOf(chunk, 'what is copied');
    tally.bytes(path, bytes);
    yield bytes;
  }
  tally.file(path);
}
