/**
 * Several async iterations as one: {@link merged}.
 */

type Turn<T> = { readonly result: IteratorResult<T, void> } | { readonly error: unknown };

/**
 * Yields what comes, in the order in which it comes; each source is asked for more once its last was taken.
 *
 * @throws what the first source that fails throws; all of them are then left, as when the iteration is.
 */
export async function* merged<T>(sources: readonly AsyncGenerator<T, void, undefined>[]): AsyncGenerator<T, void, undefined> {
  const ready: { readonly source: AsyncGenerator<T, void, undefined>; readonly turn: Turn<T> }[] = [];
  let wake: () => void = () => undefined;
  const ask = async (source: AsyncGenerator<T, void, undefined>): Promise<void> => {
    const turn = await source.next().then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    ready.push({ source, turn });
    wake();
  };
  try {
    for (const source of sources) void ask(source);
    for (let open = sources.length; open > 0;) {
      const next = ready.shift();
      if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if ('error' in next.turn) throw next.turn.error;
      else if (next.turn.result.done === true) open--;
      else {
        yield next.turn.result.value;
        void ask(next.source);
      }
    }
  } finally {
    await Promise.all(sources.map((source) => source.return()));
  }
}
