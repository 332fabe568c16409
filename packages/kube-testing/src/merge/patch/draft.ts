/**
 * What the ways to patch an object share: the type of an object that is being made, and the refusals that only patches have. The ways
 * themselves are `jsonPatch`, `mergePatch` and `strategicMergePatch`, each in the file of its name.
 */
import { Refusal } from '../../refusal.js';

/** A JSON object that is being made. */
export type Draft = Record<string, unknown>;

/** How messages of the server name the JSON type of a value. */
export function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** 422 without a word about the cause: all that the server says of a patch that does not fit its object. */
export const unprocessable = (): Refusal =>
  new Refusal({ message: 'the server rejected our request due to an error in our request', reason: 'Invalid', details: {}, code: 422 });

/** 413. */
export const entityTooLarge = (why: string): Refusal =>
  new Refusal({ message: `Request entity too large: ${why}`, reason: 'RequestEntityTooLarge', code: 413 });
