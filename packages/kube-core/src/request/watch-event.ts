/**
 * One line of a watch, decoded. Enter at {@link parseWatchEvent}.
 */
import { unwanted, whatIs } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';
import { lines } from '../util/text/lines.js';
import { AnswerError, excerpt, jsonFrom, objectFrom } from './answer.js';
import { readStatus, type Status } from './status.js';

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

/** Whether this bookmark ends the initial events. @throws KubeError `params` for what is no object with metadata. */
export function endsInitialEvents(bookmark: Bookmark): boolean {
  if (!isObject(bookmark) || !isObject(bookmark.metadata))
    throw unwanted('endsInitialEvents takes the object of a BOOKMARK event', bookmark);
  return bookmark.metadata.annotations?.[initialEventsEnd] === 'true';
}

/**
 * @param line - One line of the stream, without its line feed.
 * @returns the event; `undefined` for a type this version does not know, which a watcher skips.
 * @throws AnswerError when the line is no event: it is cut off, a proxy's page, or holds no object where its type asks for one.
 */
export function parseWatchEvent<K>(line: string): WatchEvent<K> | undefined {
  const event = jsonFrom(line, 'a line of the watch');
  if (isObject(event) && typeof event['type'] === 'string') return watchEventFrom(event);
  throw new AnswerError(`a line of the watch is no event: ${excerpt(line)}`);
}

/**
 * @param event - What came, parsed.
 * @returns as {@link parseWatchEvent}.
 * @throws AnswerError when it holds no object where its type asks for one.
 */
export function watchEventFrom<K>({ type, object }: { readonly type?: unknown; readonly object?: unknown }): WatchEvent<K> | undefined {
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: objectFrom(object, `the object of ${type}`) as K }; // of the kind that was asked for
    case 'BOOKMARK':
      return { type, object: bookmarkFrom(object) };
    case 'ERROR':
      return { type, object: statusOfError(object) };
  }
  return undefined;
}

/** The events of a watch in JSON. @throws as {@link parseWatchEvent}; KubeError `line-too-long` for one of more than 16 MiB. */
export async function* watchEvents<K>(body: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent<K>, void, undefined> {
  for await (const line of lines(body)) {
    const event = line === '' ? undefined : parseWatchEvent<K>(line);
    if (event !== undefined) yield event;
  }
}

function bookmarkFrom(object: unknown): Bookmark {
  const { metadata } = objectFrom(object, 'the object of BOOKMARK');
  if (typeof Reflect.get(metadata, 'resourceVersion') === 'string') return object as Bookmark; // the one field that it must have
  throw new AnswerError('the object of BOOKMARK has no resourceVersion');
}

function statusOfError(object: unknown): Status {
  if (isObject(object)) return readStatus(object);
  throw new AnswerError(`the object of ERROR is ${whatIs(object)} where a Status was asked for`);
}
