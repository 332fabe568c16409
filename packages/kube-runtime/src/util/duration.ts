/**
 * A time as a message says it: {@link durationText}.
 */

/** `250 ms`, `1.5 s` or `120 s`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return Number.isInteger(ms / 1000) && ms >= 10_000 ? `${ms / 1000} s` : `${(ms / 1000).toFixed(1)} s`;
}
