/** One value as an async iterable. */

// eslint-disable-next-line @typescript-eslint/require-await -- an async generator is what an async iterable is made by
export async function* once<T>(value: T): AsyncGenerator<T, void, undefined> {
  yield value;
}
