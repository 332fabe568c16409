/**
 * Which of two versions is the newer (KEP-5504): {@link compareResourceVersions}.
 */

/** A version as API servers have counted them since 1.35, and in fact ever since: a number from 1, of any length. */
const comparable = /^[1-9]\d*$/;

/**
 * @param a - The resourceVersion of an object or a list.
 * @param b - That of another of the same kind: versions of two kinds mean nothing to each other.
 * @returns below 0 where `a` is older, above where it is newer, 0 where both are the same; undefined where one of them is no number, as
 *   some servers behind an API server have it.
 */
export function compareResourceVersions(a: string, b: string): -1 | 0 | 1 | undefined {
  if (!comparable.test(a) || !comparable.test(b)) return undefined;
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
