/**
 * A text as a number: {@link hashOf}. Which shard an object is in follows from it, so it never changes: replicas of two versions agree.
 */

/** FNV-1a over the UTF-16 units, then the last step of MurmurHash3, which spreads texts that differ in little. @returns 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
