/**
 * A path in a container, for its tar: {@link placeOf}.
 */
import { KubeError } from '../../errors.js';

/** A directory to be in, and a name from there. */
export interface Place {
  readonly directory: '/' | '.';
  readonly name: string;
}

/**
 * Absolute paths are names from `/`, others from the working directory of the container.
 *
 * @throws KubeError `option` for what is no path, or leads upwards.
 */
export function placeOf(path: string, option: 'from' | 'to'): Place {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || path.includes('\0'))
    throw new KubeError('option', `${option} is ${JSON.stringify(path)}; write a path without '..'`);
  if (parts.length === 0) throw new KubeError('option', `${option} is ${JSON.stringify(path)}; write the path of one file or directory`);
  return { directory: path.startsWith('/') ? '/' : '.', name: parts.join('/') };
}
