import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from '@jest/globals';
import { byteSink, byteSource } from './bytes.js';

/** Chunks without end, and how many were asked for; `left` once they are let go. */
function endless(): { readonly chunks: AsyncIterable<Uint8Array>; asked: number; left: boolean } {
  const state = { asked: 0, left: false };
  const chunks = (async function* () {
    try {
      for (;;) {
        state.asked++;
        yield await Promise.resolve(Buffer.alloc(64 * 1024));
      }
    } finally {
      state.left = true;
    }
  })();
  return Object.assign(state, { chunks });
}

async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(Buffer.from('half'));
  throw new Error('broken');
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('bytes that come', () => {
  test('are the same as text, a Node stream and a web stream', async () => {
    const source = (): AsyncIterable<Uint8Array> => Readable.from([Buffer.from('漢').subarray(0, 1), Buffer.from('漢').subarray(1)]);
    expect(await byteSource(source()).text()).toBe('漢');
    expect(await new Response(byteSource(source()).web() as ReadableStream).text()).toBe('漢');
    const pieces: Buffer[] = [];
    for await (const piece of byteSource(source()).node()) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toBe('漢');
  });

  test('wait at the sender until they are asked for, and are let go with their stream', async () => {
    const ofNode = endless();
    const node = byteSource(ofNode.chunks).node();
    node.once('readable', () => undefined);
    await settled();
    expect(ofNode.asked).toBeLessThan(4);
    node.destroy();
    const ofWeb = endless();
    const reader = byteSource(ofWeb.chunks).web().getReader();
    await reader.read();
    await settled();
    expect(ofWeb.asked).toBe(1);
    await reader.cancel();
    await settled();
    expect([ofNode.left, ofWeb.left]).toEqual([true, true]);
  });

  test('end with their error, however they are read', async () => {
    const error = expect.objectContaining({ message: 'broken' });
    expect(
      await byteSource(failing())
        .text()
        .catch((caught: unknown) => caught),
    ).toEqual(error);
    expect(
      await pipeline(byteSource(failing()).node(), async (chunks) => {
        for await (const _ of chunks) await settled();
      }).catch((caught: unknown) => caught),
    ).toEqual(error);
    const reader = byteSource(failing()).web().getReader();
    await reader.read();
    expect(await reader.read().catch((caught: unknown) => caught)).toEqual(error);
  });
});

describe('bytes that go', () => {
  test('are awaited one write at a time, and ended once', async () => {
    for (const kind of ['node', 'web'] as const) {
      const done: string[] = [];
      const sink = byteSink({
        write: async (chunk) => {
          await settled();
          done.push(String(chunk));
        },
        end: () => Promise.resolve(void done.push('(end)')),
      });
      if (kind === 'node') await pipeline(Readable.from(['a', 'b']), sink.node());
      else await Readable.toWeb(Readable.from(['a', 'b'])).pipeTo(sink.web());
      expect(done).toEqual(['a', 'b', '(end)']);
    }
  });

  test('end a pipeline with what the write throws', async () => {
    const sink = byteSink({ write: () => Promise.reject(new Error('closed')), end: () => Promise.resolve() });
    expect(await pipeline(Readable.from(['a']), sink.node()).catch((error: unknown) => error)).toMatchObject({ message: 'closed' });
  });
});
