/**
 * What JavaScript callers, and `any`, hand to functions whose types would have refused it: {@link unwanted} says what is wanted.
 */
import { KubeError } from '../errors.js';

/** What a value is, never what it holds: `undefined`, `a list`, `a string`. */
export function whatIs(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * The refusal of an argument.
 *
 * @param wanted - What the function takes, as a sentence: `keyOf takes an object of the API`.
 * @param value - What it was given; only its type is shown.
 */
export const unwanted = (
  wanted: string,
  value: unknown,
  code: 'params' | 'key' | 'path' | 'definition' | 'api-version' = 'params',
): KubeError => new KubeError(code, `${wanted}; this is ${whatIs(value)}`);
