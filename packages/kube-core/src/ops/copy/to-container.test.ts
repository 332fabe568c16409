import { expect, test } from '@jest/globals';
import type { Container } from './container.js';
import { send } from './to-container.js';

/** A container whose program succeeds after so many pieces. */
function reading(pieces: number): Container {
  const container: Pick<Container, 'runReader' | 'compare'> = {
    runReader: async ({ stdin }) => {
      const input = stdin[Symbol.asyncIterator]();
      for (let piece = 0; piece < pieces; piece++) await input.next();
    },
    compare: () => Promise.resolve(),
  };
  return container as Container; // all that is asked of it
}

async function* stream(): AsyncGenerator<string, void, undefined> {
  await Promise.resolve();
  yield* ['a', 'b'];
}

test('a stream of which the container has read a part only is no copy', async () => {
  expect(await send(reading(3), { from: stream(), to: '/a' })).toEqual({ files: 1, bytes: 2 });
  await expect(send(reading(1), { from: stream(), to: '/a' })).rejects.toMatchObject({
    code: 'copy',
    message: expect.stringContaining('is not whole'),
  });
});
