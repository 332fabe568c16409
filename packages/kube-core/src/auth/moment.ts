/**
 * When a token ends, as those who give it write it: {@link momentOf}.
 */

/** Milliseconds since the epoch of a time in RFC 3339, for ever where there is none; `undefined` for anything else. */
export function momentOf(time: unknown): number | undefined {
  if (time === undefined || time === null) return Infinity;
  if (time instanceof Date) return numberOf(time.getTime()); // YAML has times of its own
  if (typeof time !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(time)) return undefined;
  return numberOf(Date.parse(time));
}

const numberOf = (moment: number): number | undefined => (Number.isNaN(moment) ? undefined : moment);
