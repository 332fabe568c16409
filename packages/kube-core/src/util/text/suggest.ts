/** What somebody who wrote a word that is none probably meant. Enter at {@link suggest}. */

/** How many letters may be wrong. */
const farthest = 2;

/** The nearest of some words: at most two letters away, and less than half of it. */
export function suggest(word: string, vocabulary: Iterable<string>): string | undefined {
  const near = [...vocabulary]
    .filter((each) => Math.abs(each.length - word.length) <= farthest)
    .map((each) => ({ each, far: distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, far }) => far <= farthest && far * 2 < each.length)
    .sort((a, b) => a.far - b.far);
  return near[0]?.each;
}

/** As {@link suggest}, and where nothing is near, a word that the other begins with: `specReplicasPath` → `spec`. */
export function suggestKey(word: string, vocabulary: Iterable<string>): string | undefined {
  const words = [...vocabulary];
  const starts = words.filter((each) => startsWith(word, each) || startsWith(each, word));
  return suggest(word, words) ?? starts[0];
}

const startsWith = (word: string, start: string): boolean => start.length >= 3 && word.toLowerCase().startsWith(start.toLowerCase());

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
