/**
 * One thing for all who name the same object: {@link shared}.
 */

/** @param make - Is called once for each object, for as long as that lives. */
export function shared<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, V>();
  return (of) => {
    const value = known.get(of) ?? make(of);
    known.set(of, value);
    return value;
  };
}
