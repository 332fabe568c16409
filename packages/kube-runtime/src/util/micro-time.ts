/**
 * Times with microseconds, as Leases and Events have them: {@link microTime}.
 */

/** Milliseconds since the epoch as the server writes a MicroTime: `2026-01-01T00:00:00.000000Z`. */
export function microTime(ms: number): string {
  const whole = Math.floor(ms);
  const micros = String(Math.floor((ms - whole) * 1000)).padStart(3, '0');
  return `${new Date(whole).toISOString().slice(0, 23)}${micros}Z`;
}
