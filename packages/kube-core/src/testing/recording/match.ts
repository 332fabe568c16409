/**
 * Whether a request is one that was recorded, and how far it is from one: {@link isSame}, {@link difference}.
 */
import { equal, isList, isObject } from '../../util/json/json.js';
import type { RecordedRequest } from './file.js';

/** Watchers choose it by chance, so that they do not all come back at once. */
const byChance = 'timeoutSeconds';

interface Place {
  readonly pathname: string;
  readonly query: readonly string[];
}

function placeOf(path: string): Place {
  const [pathname = '', search = ''] = path.split(/\?(.*)/s);
  const query = [...new URLSearchParams(search)].filter(([name]) => name !== byChance).map(([name, value]) => `${name}=${value}`);
  return { pathname, query: query.sort() };
}

/** Whether it asks for the same. */
export const isSame = (asked: RecordedRequest, recorded: RecordedRequest): boolean => difference(asked, recorded).far === 0;

/** How far apart two requests are, and by what; nothing of a body is quoted. */
export function difference(asked: RecordedRequest, recorded: RecordedRequest): { readonly far: number; readonly words: string } {
  const [ours, theirs] = [placeOf(asked.path), placeOf(recorded.path)];
  if (ours.pathname !== theirs.pathname) return { far: 100 + apart(ours.pathname, theirs.pathname), words: 'of another path' };
  if (asked.method !== recorded.method) return { far: 50, words: 'by another method' };
  if (!equal(ours.query, theirs.query)) return { far: 30, words: 'with another query' };
  if (!equal(asked.headers, recorded.headers)) return { far: 20, words: 'with another accept or content-type header' };
  const at = firstDifference(asked.body, recorded.body, '');
  return at === undefined ? { far: 0, words: '' } : { far: 10, words: `whose body is another at ${at.replace(/^\/json/, '') || '/'}` };
}

/** How many parts of the paths differ. */
function apart(a: string, b: string): number {
  const [ours, theirs] = [a.split('/'), b.split('/')];
  return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, at) => ours[at] === theirs[at]).filter((same) => !same).length;
}

/** Where two values differ first, as a JSON pointer. */
function firstDifference(a: unknown, b: unknown, path: string): string | undefined {
  if (equal(a, b)) return undefined;
  const isPair = (isObject(a) && isObject(b)) || (isList(a) && isList(b));
  if (!isPair) return path;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const name of names) {
    const found = firstDifference(Reflect.get(a, name), Reflect.get(b, name), `${path}/${name}`);
    if (found !== undefined) return found;
  }
  return path;
}
