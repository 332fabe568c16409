/**
 * A watch as a stream of frames, read from the changes that a collection keeps: {@link openWatch}. Nothing is queued for a slow
 * reader, who holds only the version that they have reached; one who falls behind what is kept is cut off, as by kube-apiserver.
 */
import { type Clock, initialEventsEnd, onAbort, type Status } from 'kube-core';
import type { Item } from '../store/item.js';
import { Refusal } from '../refusal.js';
import type { Change, Collection } from '../store/collection.js';

/** One thing that a watch says. */
export type Frame =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly item: Item }
  | { readonly type: 'BOOKMARK'; readonly version: number; readonly annotations?: Readonly<Record<string, string>> }
  | { readonly type: 'ERROR'; readonly status: Status };

/** What to watch, and for how long. */
export interface WatchPlan {
  readonly collection: Collection;
  /** What the last write to anything was: how far a bookmark may go. */
  readonly version: () => number;
  /** After which version; `undefined` begins with the objects that there are. */
  readonly after: number | undefined;
  readonly matches: (item: Item) => boolean;
  /** Whether to send bookmarks. */
  readonly bookmarks: boolean;
  /** Whether a bookmark ends the initial events. */
  readonly endOfInitialEvents: boolean;
  /** How long the stream lives, in milliseconds. */
  readonly lifetimeMs: number;
  readonly clock: Clock;
  /** Its abort is the reader's: the stream fails with its reason. */
  readonly signal: AbortSignal | undefined;
  /** Its abort is the server's: the stream ends. */
  readonly ending: AbortSignal;
}

/** How often a bookmark comes: kube-apiserver's default. */
const bookmarkEveryMs = 60_000;
/** How long before its end a stream sends its last bookmark: kube-apiserver's margin. */
const lastBookmarkMs = 2_000;

/** Rings when any of the things that a watch waits for happens; one at a time, and never forgets a ring. */
class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  async heard(): Promise<void> {
    if (!this.#rung) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#rung = false;
    this.#wake = undefined;
  }
}

/** Tells time for one watch, from the first frame that is asked for: when a bookmark is due and when the stream ends. */
class Timetable implements Disposable {
  readonly #releases: (() => void)[] = [];
  bookmarkDue = false;
  over = false;

  begin(plan: WatchPlan, ring: () => void): void {
    const { clock, lifetimeMs } = plan;
    const due = (): void => {
      this.bookmarkDue = true;
      ring();
    };
    const end = (): void => {
      this.over = true;
      ring();
    };
    this.#releases.push(clock.after(lifetimeMs, end), onAbort(plan.signal, end), onAbort(plan.ending, end));
    if (!plan.bookmarks) return;
    if (lifetimeMs > lastBookmarkMs) this.#releases.push(clock.after(lifetimeMs - lastBookmarkMs, due));
    this.#releases.push(every(clock, bookmarkEveryMs, due));
  }

  [Symbol.dispose](): void {
    for (const release of this.#releases) release();
  }
}

/**
 * The frames of a watch, until its time is over, the server ends or its reader leaves. Who aborts gets the reason of the abort.
 *
 * @param plan - What to watch.
 * @returns a stream that ends at once when its reader leaves, also one who waits for the next frame. It holds nothing before it is read.
 */
export function openWatch(plan: WatchPlan): AsyncIterableIterator<Frame> {
  const bell = new Bell();
  const time = new Timetable();
  const frames = watchFrames(plan, bell, time);
  const leave = (): Promise<IteratorResult<Frame>> => {
    time.over = true;
    bell.ring();
    return frames.return();
  };
  const reader: AsyncIterableIterator<Frame> = { next: () => frames.next(), return: leave, [Symbol.asyncIterator]: () => reader };
  return reader;
}

async function* watchFrames(plan: WatchPlan, bell: Bell, time: Timetable): AsyncGenerator<Frame, void, undefined> {
  const release = plan.collection.onChange(bell.ring);
  time.begin(plan, bell.ring);
  try {
    let reached = plan.after ?? plan.version();
    if (plan.after === undefined) yield* initialFrames(plan, reached);
    for (;;) {
      plan.signal?.throwIfAborted();
      const known = plan.version(); // what comes while the changes below are read is told in the next round
      for (const change of plan.collection.changesAfter(reached)) {
        reached = change.version;
        const frame = frameOf(change, plan.matches);
        if (frame !== undefined) yield frame;
      }
      if (time.over) return;
      if (time.bookmarkDue) {
        time.bookmarkDue = false;
        reached = Math.max(reached, known);
        yield { type: 'BOOKMARK', version: reached };
      }
      await bell.heard();
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    yield { type: 'ERROR', status: error.status };
  } finally {
    release();
    time[Symbol.dispose]();
  }
}

function* initialFrames(plan: WatchPlan, version: number): Generator<Frame, void, undefined> {
  for (const item of plan.collection.items()) if (plan.matches(item)) yield { type: 'ADDED', item };
  if (plan.endOfInitialEvents) yield { type: 'BOOKMARK', version, annotations: { [initialEventsEnd]: 'true' } };
}

/** What a change looks like through a selector: entering it is ADDED, leaving it DELETED. */
function frameOf(change: Change, matches: (item: Item) => boolean): Frame | undefined {
  const { previous } = change;
  const before = previous !== undefined && matches(previous);
  const after = change.type !== 'DELETED' && matches(change.item);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', item: change.item };
  if (!before) return undefined;
  return { type: 'DELETED', item: change.type === 'DELETED' ? change.item : previous.at(change.version) };
}

/** Calls back again and again; returns what ends that. */
function every(clock: Clock, ms: number, callback: () => void): () => void {
  let cancel = clock.after(ms, again);
  function again(): void {
    cancel = clock.after(ms, again);
    callback();
  }
  return () => cancel();
}
