/**
 * How large the bodies of reviews may be: {@link maxBytes}.
 */

/** In bytes. */
export const maxBytes = {
  /** controller-runtime's: the largest object that can be stored, twice, in JSON. */
  admission: 7 * 1024 * 1024,
  /** A whole list is converted at once; API servers ask for as many objects as a client asks them for. */
  conversion: 256 * 1024 * 1024,
} as const;
