import { describe, expect, test } from '@jest/globals';
import type { Duplex } from 'node:stream';
import { clientOf, Peer, settled } from '../../test/streams/peer.js';
import { Api } from '../api/api.js';
import { Pod } from '../k8s/core-v1.js';

const header = Buffer.of(80, 0);

async function connect(
  peer: Peer,
  options?: { readonly signal: AbortSignal },
): Promise<{ readonly stream: Duplex; readonly path: string }> {
  const { client, requests } = clientOf(peer);
  const stream = await Api.namespaced(client, Pod, 'web').portForward('x', 80, options);
  return { stream, path: requests[0]!.path };
}

async function textOf(stream: Duplex): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

const peerOf = (): Peer => new Peer('v4.channel.k8s.io');
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect('no error').toBe('an error'),
    (error: unknown) => error,
  );

describe('a connection to a port', () => {
  test.each<[string, (peer: Peer) => void]>([
    ['on its own', (peer) => void (peer.says(0, header), peer.says(1, header), peer.says(0, 'hello'))],
    ['together with data', (peer) => void peer.says(0, Buffer.concat([header, Buffer.from('hello')]))],
    ['in two pieces', (peer) => void (peer.says(0, header.subarray(0, 1)), peer.says(0, header.subarray(1)), peer.says(0, 'hello'))],
  ])('leaves out the port that the server says first, %s', async (_how, speak) => {
    const peer = peerOf();
    const { stream, path } = await connect(peer);
    expect(path).toBe('/api/v1/namespaces/web/pods/x/portforward?ports=80');
    speak(peer);
    peer.messages.end();
    expect(await textOf(stream)).toBe('hello');
    await settled();
    expect(peer.disposed).toBe(1);
  });

  test('sends what is written, in order and in pieces that servers take', async () => {
    const peer = peerOf();
    const { stream } = await connect(peer);
    stream.write('a');
    await new Promise((resolve) => stream.write(Buffer.alloc(40 * 1024, 'b'), resolve));
    expect(peer.received.map((message) => [message[0], message.length - 1])).toEqual([
      [0, 1],
      [0, 32 * 1024],
      [0, 8 * 1024],
    ]);
    stream.destroy();
  });

  test('asks the server to wait while nobody reads', async () => {
    const peer = peerOf();
    const { stream } = await connect(peer);
    peer.says(0, header);
    let taken = 0;
    while (taken < 100 && peer.says(0, Buffer.alloc(64 * 1024))) {
      taken++;
      await settled();
    }
    expect(taken).toBeLessThan(20);
    stream.destroy();
    await settled();
    expect(peer.disposed).toBe(1);
  });

  test('fails with the words of the node where nothing listens', async () => {
    const peer = peerOf();
    const { stream } = await connect(peer);
    peer.says(1, Buffer.concat([header, Buffer.from('connection refused\n')]));
    peer.messages.end();
    const error = await errorOf(textOf(stream));
    expect(error).toMatchObject({ code: 'port-forward', message: 'port 80 of the pod cannot be reached: connection refused' });
  });

  test('fails with those words also where it was written to meanwhile, and ends as the pod does', async () => {
    const refused = peerOf();
    const { stream } = await connect(refused);
    refused.refuses = new Error('the socket is closing');
    stream.write('question');
    await settled();
    refused.says(1, Buffer.concat([header, Buffer.from('connection refused')]));
    refused.messages.end();
    expect(await errorOf(textOf(stream))).toMatchObject({ code: 'port-forward' });
    const answered = peerOf();
    const second = await connect(answered);
    answered.refuses = refused.refuses;
    second.stream.write('more than it wants to know');
    answered.says(0, Buffer.concat([header, Buffer.from('enough')]));
    answered.messages.end();
    expect(await textOf(second.stream)).toBe('enough');
  });

  test('fails with the reason of its signal, and with what breaks the connection', async () => {
    const controller = new AbortController();
    const first = await connect(peerOf(), { signal: controller.signal });
    const reading = errorOf(textOf(first.stream));
    controller.abort(new Error('enough'));
    expect(await reading).toMatchObject({ message: 'enough' });
    const peer = peerOf();
    const second = await connect(peer);
    peer.messages.fail(new Error('broken'));
    expect(await errorOf(textOf(second.stream))).toMatchObject({ message: 'broken' });
  });

  test('is refused for what is no port before anything is sent', async () => {
    const { client, requests } = clientOf(peerOf());
    const pods = Api.namespaced(client, Pod, 'web');
    for (const port of [0, 65_536, 1.5, '80' as unknown as number])
      expect(await errorOf(pods.portForward('x', port))).toMatchObject({ code: 'option' });
    expect(requests).toEqual([]);
  });
});
