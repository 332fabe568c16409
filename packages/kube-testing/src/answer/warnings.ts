/**
 * What a caller is warned of, as a header of bounded length: {@link warningHeader}.
 */
import { quoted } from 'kube-core/schema';

/** What kube-apiserver sends at most, in characters: of all warnings together, and of each where they come to more. */
const limits = { all: 4096, each: 256 } as const;

/** Several warnings are several headers, joined as HTTP allows; each is said once. */
export function warningHeader(warnings: readonly string[]): { readonly warning?: string } {
  if (warnings.length === 0) return {};
  return {
    warning: fitting([...new Set(warnings)])
      .map((text) => `299 - ${quoted(text)}`)
      .join(', '),
  };
}

/** The warnings; where they are too long, their beginnings, and no more of them than fit. */
function fitting(texts: readonly string[]): readonly string[] {
  const characters = texts.map((text) => Array.from(text));
  if (characters.reduce((sum, { length }) => sum + length, 0) <= limits.all) return texts;
  let left: number = limits.all;
  return characters.flatMap((text) => {
    if (left <= 0) return []; // the last one may be too long: the server looks before it writes
    const beginning = text.slice(0, limits.each);
    left -= beginning.length;
    return [beginning.join('')];
  });
}
