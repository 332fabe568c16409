/**
 * What no object may hold, whatever its kind: {@link requireStorable}. Objects may be nested so deeply that a walk over them ends the process,
 * and numbers so large that no JSON can be written of them.
 */
import { badRequest } from '../refusal.js';

/** How deeply an object may be nested. A cluster takes about ten times as much; no schema without unknown fields comes near. */
const mostLevels = 1000;

/** @throws Refusal 400 for a value that is nested more deeply than this server takes, or holds a number beyond all doubles. */
export function requireStorable(value: unknown): void {
  let level: ReadonlySet<unknown> = new Set([value]);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > mostLevels)
      throw badRequest(`the object is nested more than ${mostLevels} levels deep, which the in-process server does not take`);
    level = new Set([...level].flatMap(partsOf)); // once each: the aliases of YAML may repeat a part as often as they like
  }
}

function partsOf(value: unknown): readonly unknown[] {
  if (typeof value === 'number' && !Number.isFinite(value)) throw badRequest(`json: unsupported value: ${value}`);
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
