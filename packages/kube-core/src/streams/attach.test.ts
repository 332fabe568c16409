import { describe, expect, test } from '@jest/globals';
import { clientOf, Peer, settled } from '../../test/streams/peer.js';
import { Api } from '../api/api.js';
import { Pod } from '../k8s/core-v1.js';
import type { Attached, AttachOptions } from './attach.js';

async function attach(peer: Peer, options?: AttachOptions): Promise<{ readonly attached: Attached; readonly path: string }> {
  const { client, requests } = clientOf(peer);
  const attached = await Api.namespaced(client, Pod, 'web').attach('x', options);
  return { attached, path: requests[0]!.path };
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect('no error').toBe('an error'),
    (error: unknown) => error,
  );

describe('attaching to a process', () => {
  test('asks for its outputs, and for its input where there is one, without a command', async () => {
    expect((await attach(new Peer())).path).toBe('/api/v1/namespaces/web/pods/x/attach?stdout=true&stderr=true');
    const { path } = await attach(new Peer(), { stdin: 'pipe', tty: true, container: 'c' });
    expect(path).toBe('/api/v1/namespaces/web/pods/x/attach?container=c&stdin=true&stdout=true&tty=true');
  });

  test('streams both ways until the process ends', async () => {
    const peer = new Peer();
    const { attached } = await attach(peer, { stdin: 'pipe' });
    await attached.stdin.write('question');
    peer.says(1, 'answer');
    peer.ends();
    expect([await attached.stdout.text(), await attached.ended, peer.received.map(String)]).toEqual(['answer', undefined, ['\0question']]);
  });

  test('fails with the Status of a server that cannot, and with the reason of its signal', async () => {
    const refused = new Peer();
    const { attached } = await attach(refused);
    refused.ends({ status: 'Failure', reason: 'InternalError', message: 'no such container', code: 500 });
    expect(await errorOf(attached.ended)).toMatchObject({ code: 'api', message: 'no such container (attach: 500)' });
    const controller = new AbortController();
    const peer = new Peer();
    const running = await attach(peer, { signal: controller.signal });
    controller.abort(new Error('enough'));
    expect(await errorOf(running.attached.ended)).toMatchObject({ message: 'enough' });
    await settled();
    expect(peer.disposed).toBeGreaterThan(0);
  });

  test('refuses an input that cannot be read before anything is sent', async () => {
    const { client, requests } = clientOf(new Peer());
    const stdin = 'text' as unknown as 'pipe';
    expect(await errorOf(Api.namespaced(client, Pod, 'web').attach('x', { stdin }))).toMatchObject({ code: 'option' });
    expect(requests).toEqual([]);
  });
});
