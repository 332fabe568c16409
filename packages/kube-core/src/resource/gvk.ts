/**
 * Group, version and kind as text: `apps/v1`. Enter at {@link parseApiVersion}.
 */
import { KubeError } from '../errors.js';
import { unwanted } from '../util/arguments.js';

/** A group and a version; the core group is empty. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** What an object calls itself. */
export interface GroupVersionKind extends GroupVersion {
  readonly kind: string;
}

/**
 * Reads an `apiVersion`: `v1` is the core group, `apps/v1` the group apps.
 *
 * @throws KubeError `api-version` when it is empty or has more than one slash.
 */
export function parseApiVersion(apiVersion: string): GroupVersion {
  if (typeof apiVersion !== 'string') throw unwanted('an apiVersion looks like v1 or apps/v1', apiVersion, 'api-version');
  const parts = apiVersion.split('/');
  const [first = '', second] = parts;
  if (first === '' || second === '' || parts.length > 2) {
    throw new KubeError('api-version', `"${apiVersion}" is no apiVersion; it looks like v1 or apps/v1`);
  }
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}
