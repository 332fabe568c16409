/**
 * `kubectl cp`: {@link copyTo} and {@link copyFrom}, files and directories over the tar of a container.
 */
import type { Writable } from 'node:stream';
import type { Key } from '../../api/options.js';
import type { Api } from '../../api/types.js';
import { KubeError } from '../../errors.js';
import type { Pod } from '../../k8s/core-v1.js';
import { checkOptions, type Rule } from '../../util/options.js';
import { copyRules, type Copied, type CopyOptions } from './options.js';

/** Options of {@link copyTo}. */
export interface CopyToOptions extends CopyOptions {
  /** A file or directory of this machine, or what one file is to hold: a stream, or a generator of bytes. */
  readonly from: string | AsyncIterable<Uint8Array | string>;
  /** What it is to be called in the container, or with a slash at the end where it is to be. Directories on the way are made. */
  readonly to: string;
}

/** Options of {@link copyFrom}. */
export interface CopyFromOptions extends CopyOptions {
  /** A file or directory in the container. */
  readonly from: string;
  /** What it is to be called on this machine, or with a slash at the end where it is to be; or a stream for one file, which is ended. Directories on the way are made. */
  readonly to: string | Writable;
}

const has = (value: unknown, member: PropertyKey): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, member) === 'function';
const path: Rule = { fits: (value) => typeof value === 'string' && value !== '', wanted: 'a path' };
const source: Rule = {
  fits: (value) => path.fits(value) || has(value, Symbol.asyncIterator),
  wanted: 'a path of this machine, or a stream of bytes',
};
const target: Rule = {
  fits: (value) => path.fits(value) || (has(value, 'write') && has(value, 'end')),
  wanted: 'a path of this machine, or a Writable',
};

/**
 * Copies a file or a directory of this machine into a container, which needs `tar`; for a stream, `sh` and `cat`. A directory that is there
 * already is added to. Permissions and times are kept.
 *
 * @param key - The pod.
 * @throws KubeError `copy` where the container has no `tar`, where that fails, with its words, and for a file that cannot be copied; `option`
 *   for options that make no sense; ApiError for a pod that is not there; errors of the file system; the signal's reason. What was copied before stays.
 */
export async function copyTo(pods: Api<Pod>, key: Key, options: CopyToOptions): Promise<Copied> {
  const given = checkOptions('copyTo()', options, { ...copyRules, from: source, to: path });
  required('copyTo()', given);
  const [{ Container }, { send }] = await Promise.all([import('./container.js'), import('./to-container.js')]);
  return send(new Container(pods, key, given), given);
}

/**
 * Copies a file or a directory of a container, which needs `tar`, to this machine. A directory that is there already is added to. Permissions and
 * times are kept, but for setuid and setgid.
 *
 * @param key - The pod.
 * @remarks Guarantee: whatever the container sends, nothing is written outside of `to`, nor through a link, and no link that leads out is made.
 * @throws KubeError `copy` as {@link copyTo}, and for what a hostile or broken container sends; beside that as {@link copyTo}. Files that were
 *   copied whole before stay.
 */
export async function copyFrom(pods: Api<Pod>, key: Key, options: CopyFromOptions): Promise<Copied> {
  const given = checkOptions('copyFrom()', options, { ...copyRules, from: path, to: target });
  required('copyFrom()', given);
  const [{ Container }, { receive }] = await Promise.all([import('./container.js'), import('./from-container.js')]);
  return receive(new Container(pods, key, given), given);
}

/** @throws KubeError `option` for a copy from or to nowhere. */
function required(of: string, options: { readonly from?: unknown; readonly to?: unknown }): void {
  for (const name of ['from', 'to'] as const)
    if (options[name] === undefined) throw new KubeError('option', `${of} needs ${name}: what to copy is from, what to call it is to`);
}
