import { connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { codeOf } from '../../errors.js';
import { joined } from './joined.js';

/** Both ends of a connection of this machine. */
async function pair(): Promise<{ readonly here: Socket; readonly program: Socket }> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const program = connect({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, host: '127.0.0.1', allowHalfOpen: true });
  await new Promise((resolve) => program.once('connect', resolve));
  const here = await accepted;
  server.close();
  return { here, program };
}

/** A connection to a pod that takes everything, and says what the test pushes. */
const pod = (): Duplex => new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });

describe('two connections as one', () => {
  test('are left when this side has ended and the pod is silent, but not while it speaks', async () => {
    const { here, program } = await pair();
    const remote = pod();
    const over = joined(here, remote, 200);
    program.end('question');
    const answer = text(program);
    for (let piece = 0; piece < 5; piece++) {
      await new Promise((resolve) => setTimeout(resolve, 80));
      remote.push(String(piece));
    }
    await over;
    expect([await answer, remote.destroyed, here.destroyed]).toEqual(['01234', true, true]);
  });

  test('are left when the pod has ended and the program here neither ends nor speaks', async () => {
    const { here, program } = await pair();
    const remote = pod();
    const over = joined(here, remote, 50);
    remote.push('bye');
    remote.push(null);
    remote.end();
    expect(await text(program)).toBe('bye');
    await over;
    expect(here.destroyed).toBe(true);
    program.destroy();
  });

  test('are left at once when the program here is gone', async () => {
    const { here, program } = await pair();
    const remote = pod();
    const over = joined(here, remote, 60_000);
    program.resetAndDestroy();
    await over;
    expect(remote.destroyed).toBe(true);
  });

  test('are left at once when the program here has gone before they were joined', async () => {
    const { here, program } = await pair();
    here.on('error', () => undefined);
    const gone = new Promise((resolve) => here.once('close', resolve));
    program.resetAndDestroy();
    await gone;
    const remote = pod();
    await joined(here, remote, 60_000);
    expect(remote.destroyed).toBe(true);
  });

  test('fail with what breaks the way to the pod, which is a reset here', async () => {
    const { here, program } = await pair();
    const remote = pod();
    const over = joined(here, remote, 60_000);
    const heard = text(program);
    remote.destroy(new Error('broken'));
    await expect(over).rejects.toThrow('broken');
    expect(await heard.catch(codeOf)).toBe('ECONNRESET');
  });
});
