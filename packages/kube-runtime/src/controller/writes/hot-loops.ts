/**
 * Finds reconciles that wake themselves without end: a time in a status, say, that each call writes anew, and whose change leads to the next
 * call. Enter at {@link HotLoops}.
 *
 * A round counts where nothing but a change that the last reconcile wrote led to the next one, and that one wrote the same fields of the same
 * objects once more. A reconcile that writes nothing new, or is woken by anything else, begins to count anew.
 */
import { canonicalJson } from 'kube-core/json';
import type { WrittenObject } from '../../reflector/written.js';
import { changedFields } from './changed-fields.js';

/** A field that each round changes. */
export interface LoopingField {
  /** `configmaps web/site` */
  readonly object: string;
  /** `.status.lastSeen` */
  readonly path: string;
}

/** A loop that was found. */
export interface HotLoop {
  /** How often in a row. */
  readonly rounds: number;
  readonly fields: readonly LoopingField[];
}

/** The constants of the search. */
export const limits = {
  /** Rounds in a row that change only times, or set values that were there before: no state of such an object is ever the last one. */
  aimlessRounds: 20,
  /** Rounds that change anything else: a controller may count its way through a long list, and end. */
  rounds: 500,
  /** A loop is told again when it has gone on ten times as long. */
  again: 10,
  /** Changes that are remembered for an object that waits; more of them are taken for somebody else's. */
  wakes: 16,
  /** Objects of one reconcile that are compared. */
  objects: 4,
  /** Values of one field that are remembered. */
  values: 8,
} as const;

/** What is known of one object that is reconciled. */
interface Known {
  /** The versions whose changes have asked for its next reconcile; `undefined`: something else has. */
  wakes: Set<string> | undefined;
  /** When its last reconcile wants to be called again, whatever happens. */
  due: number;
  /** What its last reconcile came to, unless that wrote nothing. */
  round: Round | undefined;
}

const fresh = (): Known => ({ wakes: new Set(), round: undefined, due: Infinity });

/** One reconcile that wrote something. */
export interface Round {
  readonly count: number;
  /** The versions that it wrote. */
  readonly own: readonly string[];
  /** These, and those of the round before: a watch may be a round behind. */
  readonly versions: ReadonlySet<string>;
  /** What it wrote last, by object; kept from the second round on. */
  readonly objects: ReadonlyMap<string, object>;
  /** The fields that every round has changed since; `undefined`: no two have been compared yet. */
  readonly fields: ReadonlyMap<string, Field> | undefined;
  /** The rounds in a row that have changed nothing but times, and values that were there before. */
  readonly aimless: number;
}

interface Field extends LoopingField {
  readonly values: readonly string[];
}

/** The reconciles of one controller. It keeps nothing of objects that wait for nothing and wrote nothing. */
export class HotLoops {
  readonly #known = new Map<string, Known>();

  /** A change asks for a reconcile. @param version - That of the change; `undefined`: it is not one change of one object. */
  woken(key: string, version: string | undefined): void {
    const known = this.#known.get(key) ?? fresh();
    this.#known.set(key, known);
    if (version === undefined || known.wakes === undefined || known.wakes.size === limits.wakes) known.wakes = undefined;
    else known.wakes.add(version);
  }

  /** Its last reconcile wants to be called again at a time: from then on that is what leads to the next. */
  expect(key: string, at: number): void {
    const known = this.#known.get(key);
    if (known !== undefined) known.due = at;
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#known.delete(key);
  }

  /** A reconcile begins. @returns the round before it, where nothing but that has led to it. */
  begin(key: string, now: number): Round | undefined {
    const { wakes, round, due } = this.#known.get(key) ?? { wakes: undefined, round: undefined, due: Infinity };
    this.#known.set(key, fresh());
    const isOwn =
      now < due &&
      round !== undefined &&
      wakes !== undefined &&
      wakes.size > 0 &&
      [...wakes].every((version) => round.versions.has(version));
    return isOwn ? round : undefined;
  }

  /**
   * A reconcile has ended. Nothing is kept of an object that has gone meanwhile.
   *
   * @param before - What {@link HotLoops.begin} gave.
   * @param written - What it wrote; nothing counts of one that failed.
   * @returns a loop that is to be told.
   */
  end(key: string, before: Round | undefined, written: readonly WrittenObject[]): HotLoop | undefined {
    const news = written.filter(({ version }) => version !== undefined && before?.versions.has(version) !== true);
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    if (news.length === 0) {
      if (known.wakes?.size === 0) this.#known.delete(key);
      return undefined;
    }
    const round = next(before, news);
    known.round = round;
    const { count, fields, aimless } = round;
    const isTold = isToBeTold(aimless, limits.aimlessRounds) || (aimless < limits.aimlessRounds && isToBeTold(count, limits.rounds));
    if (fields === undefined || !isTold) return undefined;
    return { rounds: count, fields: [...fields.values()].map(({ object, path }) => ({ object, path })) };
  }
}

/** For people. */
export function hotLoopText({ rounds, fields }: HotLoop): string {
  const changed = fields.map(({ object, path }) => `${path} of ${object}`).join(', ');
  const what = `the reconcile wakes itself: ${rounds} times in a row nothing but its own write led to the next call, which changed ${changed}`;
  return `${what}; write it only when something else changes, or leave it out of what matters: Controller.for(api, { on: generation })`;
}

/** At the limit, and then at ten times as many. */
function isToBeTold(count: number, limit: number): boolean {
  if (count === 0) return false;
  let at: number = limit;
  while (at < count) at *= limits.again;
  return at === count;
}

const idOf = ({ group, resource, key }: WrittenObject): string => `${resource}${group === '' ? '' : `.${group}`} ${key}`;

function next(before: Round | undefined, written: readonly WrittenObject[]): Round {
  const own = written.flatMap(({ version }) => version ?? []);
  const versions = new Set([...own, ...(before?.own ?? [])]);
  const first: Round = { count: 1, own, versions, objects: new Map(), fields: undefined, aimless: 0 };
  if (before === undefined) return first;
  const kept = written.flatMap((each): [string, object][] => (each.object === undefined ? [] : [[idOf(each), each.object]]));
  const objects = new Map(kept.slice(0, limits.objects));
  if (before.objects.size === 0) return { ...first, count: before.count + 1, objects };
  const { fields, aimless } = compared(before, objects);
  if (fields.size === 0) return { ...first, objects };
  return { count: before.count + 1, own, versions, objects, fields, aimless: aimless ? before.aimless + 1 : 0 };
}

interface Compared {
  readonly fields: ReadonlyMap<string, Field>;
  readonly aimless: boolean;
}

/** What two rounds have both changed, and whether it leads anywhere. */
function compared(before: Round, objects: ReadonlyMap<string, object>): Compared {
  const fields = new Map<string, Field>();
  let aimless = true;
  for (const [object, now] of objects)
    for (const { path, before: old, after } of changedFields(before.objects.get(object), now)) {
      const id = `${object} ${path}`;
      const seen = before.fields?.get(id);
      const values = seen?.values ?? [textOf(old)];
      const value = textOf(after);
      if (!isTime(after) && !values.includes(value)) aimless = false;
      if (before.fields !== undefined && seen === undefined) continue;
      fields.set(id, { object, path, values: [...values, value].slice(-limits.values) });
    }
  return { fields, aimless };
}

const textOf = (value: unknown): string => canonicalJson(value ?? null).slice(0, 200);

const isTime = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value);
