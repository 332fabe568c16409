/**
 * One line of a watch, decoded. Enter at {@link parseWatchEvent}.
 */
import { KubeError } from '../errors.js';
import type { Status } from './status.js';

/** Only its version means something, and the annotation that ends the initial events. */
export interface Bookmark {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: { readonly resourceVersion: string; readonly annotations?: Readonly<Record<string, string>> };
}

/** One event of a watch, as the server sent it. `DELETED` holds the last state, with the version of the deletion. */
export type WatchEvent<K> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: K }
  | { readonly type: 'BOOKMARK'; readonly object: Bookmark }
  | { readonly type: 'ERROR'; readonly object: Status };

/** The annotation of the bookmark that ends the initial events of a streaming list (KEP-3157). */
export const initialEventsEnd = 'k8s.io/initial-events-end';

/** Whether this bookmark ends the initial events. */
export const endsInitialEvents = (bookmark: Bookmark): boolean => bookmark.metadata.annotations?.[initialEventsEnd] === 'true';

const types: ReadonlySet<unknown> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

/**
 * @param line - One line of the stream, without its line feed.
 * @returns the event; `undefined` for a type this version does not know, which a watcher skips.
 * @throws KubeError `watch-event` when the line is no event: a truncated line, or a proxy's page.
 */
export function parseWatchEvent<K>(line: string): WatchEvent<K> | undefined {
  const event = parseJson(line);
  const type: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, 'type') : undefined;
  if (typeof type !== 'string') throw new KubeError('watch-event', `the watch sent a line that is no event: ${excerpt(line)}`);
  return types.has(type) ? (event as WatchEvent<K>) : undefined;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new KubeError('watch-event', `the watch sent a line that is no JSON: ${excerpt(line)}`, { cause });
  }
}

const excerpt = (line: string): string => (line.length > 80 ? `${line.slice(0, 80)}… (${line.length} characters)` : line);
