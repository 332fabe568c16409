/**
 * Makes a value when it is first asked for: {@link once}.
 */

/** @returns what gives the value, the same each time. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
