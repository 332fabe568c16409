import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clientOf, exited, Peer } from '../../test/streams/peer.js';
import { Api } from '../api/api.js';
import { isKubeError } from '../errors.js';
import { Pod } from '../k8s/core-v1.js';
import { TransportError } from '../service/errors.js';

const runs = { numRuns: 300, seed: 42 };
const podsOf = (peer: Peer): Api<Pod> => Api.namespaced(clientOf(peer).client, Pod, 'web');

/** How a connection ends. */
const ends = ['closed', 'broken', 'exited', 'succeeded'] as const;

/** Messages as a broken or hostile server may send them: mostly of channels that there are, some of them half of a sound one. */
const message = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.uint8Array({ maxLength: 200 })) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 5 })) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant(3),
      fc.nat(200).map((size) => Buffer.from(JSON.stringify(exited('3')).slice(0, size))),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant(3),
      fc.json().map((text) => Buffer.from(text)),
    ),
  },
);
const conversation = fc.array(message, { maxLength: 30 });

function speak(peer: Peer, messages: readonly (readonly [number, Uint8Array])[], how: (typeof ends)[number]): void {
  for (const [channel, payload] of messages) peer.says(channel, payload);
  if (how === 'exited') peer.ends(exited('7'));
  if (how === 'succeeded') peer.ends();
  if (how === 'closed') peer.messages.end();
  if (how === 'broken') peer.messages.fail(new TransportError('https://h', new Error('broken')));
}

/** What a promise comes to: a hang is one as well. */
function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise((resolve) => (timer = setTimeout(() => resolve('hang'), 5000)));
  const settled = promise.then(
    () => 'ended',
    (error: unknown) => (isKubeError(error) ? 'typed' : error),
  );
  return Promise.race([settled, hang]).finally(() => clearTimeout(timer));
}

async function all(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

describe('whatever a server sends', () => {
  test.each(['exec', 'attach'] as const)('%s ends, or fails with an error that says what it is', async (verb) => {
    await fc.assert(
      fc.asyncProperty(conversation, fc.constantFrom(...ends), async (messages, how) => {
        const peer = new Peer();
        const pods = podsOf(peer);
        const session = verb === 'exec' ? await pods.exec('x', ['sh'], { stdin: 'pipe' }) : await pods.attach('x', { stdin: 'pipe' });
        speak(peer, messages, how);
        const end = 'exit' in session ? session.exit : session.ended;
        const outcomes = await Promise.all([session.stdout, session.stderr].map((output) => outcomeOf(all(output))).concat(outcomeOf(end)));
        expect(outcomes.filter((outcome) => outcome !== 'ended' && outcome !== 'typed')).toEqual([]);
        expect(peer.disposed).toBeGreaterThan(0);
      }),
      runs,
    );
  });

  test('a connection to a port ends, or fails with an error that says what it is', async () => {
    await fc.assert(
      fc.asyncProperty(conversation, fc.constantFrom('closed' as const, 'broken' as const), async (messages, how) => {
        const peer = new Peer('v4.channel.k8s.io');
        const stream = await podsOf(peer).portForward('x', 80);
        speak(peer, messages, how);
        expect(['ended', 'typed']).toContain(await outcomeOf(all(stream)));
      }),
      runs,
    );
  });
});

describe('a sound conversation', () => {
  test('is the same wherever the bytes of a port are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        async (bytes, sizes) => {
          const peer = new Peer('v4.channel.k8s.io');
          const stream = await podsOf(peer).portForward('x', 80);
          const sent = Buffer.concat([Buffer.of(80, 0), bytes]);
          for (let at = 0, turn = 0; at < sent.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            peer.says(0, sent.subarray(at, at + size));
            at += size;
          }
          peer.messages.end();
          const pieces: Uint8Array[] = [];
          for await (const piece of stream) pieces.push(piece as Uint8Array); // what a Duplex of bytes yields
          expect(Buffer.concat(pieces).equals(Buffer.from(bytes))).toBe(true);
        },
      ),
      runs,
    );
  });

  test('is the same wherever the outputs and the last word of a command are cut', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), cuts, async (text, sizes) => {
        const peer = new Peer();
        const output = podsOf(peer).run('x', ['sh']);
        await new Promise((resolve) => setImmediate(resolve));
        for (const [channel, words] of [
          [1, text],
          [2, text],
          [3, JSON.stringify(exited('3'))],
        ] as const) {
          const bytes = Buffer.from(words);
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            peer.says(channel, bytes.subarray(at, at + size));
            at += size;
          }
        }
        peer.messages.end();
        expect(await output).toEqual({ code: 3, stdout: text, stderr: text });
      }),
      runs,
    );
  });
});

describe('an option that there is not', () => {
  test.each<[string, (pods: Api<Pod>, options: object) => Promise<unknown>, object, RegExp]>([
    ['exec', (pods, options) => pods.exec('x', ['sh'], options), { sdtin: 'pipe' }, /exec\(\) has no option "sdtin"; did you mean stdin\?/],
    [
      'attach',
      (pods, options) => pods.attach('x', options),
      { contianer: 'a' },
      /attach\(\) has no option "contianer"; did you mean container\?/,
    ],
    ['run', (pods, options) => pods.run('x', ['sh'], options), { singal: 1 }, /run\(\) has no option "singal"; did you mean signal\?/],
    ['run', (pods, options) => pods.run('x', ['sh'], options), { stdin: 5 }, /stdin is 5; give a text, bytes/],
    ['exec', (pods, options) => pods.exec('x', ['sh'], options), { tty: 'yes' }, /tty is a string; give true or false/],
    ['exec', (pods, options) => pods.exec('x', ['sh'], options), { stdin: 'text' }, /stdin is a string; give an async iterable/],
  ])('of %s is refused before anything is sent', async (_verb, call, options, words) => {
    const { client, requests } = clientOf(new Peer());
    await expect(call(Api.namespaced(client, Pod, 'web'), options)).rejects.toMatchObject({
      code: 'option',
      message: expect.stringMatching(words),
    });
    expect(requests).toEqual([]);
  });
});
