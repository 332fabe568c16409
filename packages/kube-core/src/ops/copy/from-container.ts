/**
 * From a container to this machine: {@link receive}.
 */
import { basename, join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Container } from './container.js';
import { LocalTree } from './local/local-tree.js';
import type { Copied, CopyOptions } from './options.js';
import { placeOf } from './place.js';
import { refuse } from './refuse.js';
import { Sink } from './local/sink.js';
import { Tally } from './tally.js';
import { readTar, type TarEntry } from './tar/tar-reader.js';

/** What to copy where. */
export interface Receipt extends CopyOptions {
  readonly from: string;
  readonly to: string | Writable;
}

/** Asks the tar of a container for a path and takes what it sends. */
export async function receive(container: Container, { from, to, ...options }: Receipt): Promise<Copied> {
  const tally = new Tally(options);
  const { directory, name } = placeOf(from, 'from');
  const follow = options.links === 'follow' || typeof to !== 'string';
  const words = [follow ? '-chf' : '-cf', '-', '-C', directory, `./${name}`]; // a name may begin with a dash
  await container.runTar(words, async (stdout) => {
    const taken =
      typeof to === 'string'
        ? await intoTree(stdout, name, { to: /[\\/]$/.test(to) ? join(to, basename(name)) : to, tally, options })
        : await intoStream(stdout, { to, tally, options });
    if (!taken) throw refuse(`the container sent nothing for ${from}`);
  });
  await container.compare(new Map([...tally.hashes].map(([path, hash]) => [inContainer(directory, path), hash])));
  return tally.copied;
}

const inContainer = (directory: string, path: string): string => (directory === '/' ? `/${path}` : path);

interface Into<To> {
  readonly to: To;
  readonly tally: Tally;
  readonly options: CopyOptions;
}

/** Whether there was anything. */
async function intoTree(stdout: AsyncIterable<Uint8Array>, name: string, { to, tally, options }: Into<string>): Promise<boolean> {
  const tree = new LocalTree(to, { links: options.links ?? 'keep', note: tally });
  let taken = false;
  for await (const entry of readTar(stdout)) {
    const inside = below(name, entry.name);
    if (entry.type === '1') await tree.addHardLink(entry, { inside, to: below(name, entry.linkName), path: pathOf(name, inside) });
    else await tree.add(entry, inside, pathOf(name, inside));
    taken = true;
  }
  await tree.finish();
  return taken;
}

const pathOf = (name: string, inside: readonly string[]): string => [name, ...inside].join('/');

/** The parts of a path below the one that was asked for. @throws KubeError `copy` for another one. */
function below(name: string, path: string): string[] {
  const plain = path.replace(/^\.\//, '').replace(/\/$/, '');
  if (plain === name) return [];
  if (plain.startsWith(`${name}/`)) return plain.slice(name.length + 1).split('/');
  throw refuse(`the container sent ${JSON.stringify(path)}, which was not asked for; it may be hostile`);
}

/** Writes the one file that there is into a stream, and ends it. */
async function intoStream(stdout: AsyncIterable<Uint8Array>, { to, tally, options }: Into<Writable>): Promise<boolean> {
  let taken = false;
  using sink = new Sink(to, options.signal);
  for await (const entry of readTar(stdout)) {
    if (taken || (entry.type !== '0' && entry.type !== '7'))
      throw refuse('only one file can be copied into a stream, and this is none or several');
    taken = true;
    await intoOne(sink, entry, tally);
  }
  await sink.end();
  return taken;
}

async function intoOne(sink: Sink, { body, name }: TarEntry, tally: Tally): Promise<void> {
  for await (const chunk of body) {
    await sink.write(chunk);
    tally.bytes(name, chunk);
  }
  tally.file(name);
}
