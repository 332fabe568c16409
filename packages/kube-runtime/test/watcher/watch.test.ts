import { describe, expect, test } from '@jest/globals';
import { isGone } from 'kube-core';
import { respond } from 'kube-core/testing';
import { listed, page, pod, status } from './scene.js';

describe('the watch', () => {
  test('resumes at once, from the last version, when the server ends it', async () => {
    const { wire, ...it } = await listed();
    wire.send('ADDED', pod('b', '8')).bookmark('20');
    await it.clock.advance(1000);
    wire.end();
    const next = await it.watch();
    expect(next.query.get('resourceVersion')).toBe('20');
    expect(it.told).toEqual(['apply b']);
    expect(it.failures).toEqual([]);
  });

  test('does not spin when the server ends it at once each time', async () => {
    const { wire, ...it } = await listed();
    wire.end();
    await it.settle();
    expect(it.told).toEqual(['failed watch']);
    expect(it.mock.waiting).toBe(0);
    await it.clock.advance(799);
    expect(it.mock.waiting).toBe(0);
    await it.clock.advance(1);
    (await it.watch()).end();
    await it.settle();
    expect(it.failures.map((failure) => failure.retryInMs)).toEqual([800, 1600]);
  });

  test.each([
    { how: 'in the stream', answer: undefined },
    { how: 'as the answer', answer: status(410, 'Expired') },
    { how: 'as the answer of a proxy', answer: respond(410, 'gone') },
  ])('lists again when its version is gone, told $how', async ({ answer }) => {
    const { wire, ...it } = await listed();
    wire.send('MODIFIED', pod('a', '8'));
    if (answer === undefined) {
      wire.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
    } else {
      await it.clock.advance(1000);
      wire.end();
      (await it.next()).respond(answer);
    }
    await it.settle();
    expect(isGone(it.failures[0]?.cause)).toBe(true);
    await it.clock.advance(800);
    const list = await it.next();
    expect(Object.fromEntries(list.query)).toEqual({ limit: '500' });
    list.respond(page([pod('b', '30')], { resourceVersion: '31' }));
    expect((await it.watch()).query.get('resourceVersion')).toBe('31');
    expect(it.told).toEqual(['apply a', 'failed watch', 'init', 'init-apply b', 'init-done']);
  });

  test.each([429, 500, 503])('resumes after a %i, as late as the server asks', async (code) => {
    const { wire, ...it } = await listed();
    wire.send('ERROR', { kind: 'Status', code, details: { retryAfterSeconds: 5 } });
    await it.settle();
    expect(wire.closed).toBe(true);
    await it.clock.advance(4999);
    expect(it.mock.waiting).toBe(0);
    await it.clock.advance(1);
    expect((await it.watch()).query.get('resourceVersion')).toBe('7');
  });

  test('resumes after a line that was cut off, inside a character', async () => {
    const { wire, ...it } = await listed();
    const line = Buffer.from(
      JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'b', resourceVersion: '8', annotations: { a: 'é' } } } }),
    );
    wire.raw(line.subarray(0, line.indexOf(0xc3) + 1)).end();
    await it.settle();
    expect(it.told).toEqual(['failed watch']);
    await it.clock.advance(800);
    expect((await it.watch()).query.get('resourceVersion')).toBe('7');
  });

  test('takes 90 s of silence for a dead connection, once bookmarks were seen', async () => {
    const { wire, ...it } = await listed();
    await it.clock.advance(10_000);
    wire.bookmark('8');
    await it.clock.advance(60_000);
    wire.send('MODIFIED', pod('a', '9'));
    await it.clock.advance(89_999);
    expect(it.told.splice(0)).toEqual(['apply a']);
    await it.clock.advance(1);
    expect(it.told).toEqual(['failed watch']);
    expect(wire.request.signal?.aborted).toBe(true);
    await it.clock.advance(800);
    expect((await it.watch()).query.get('resourceVersion')).toBe('9');
  });

  test('waits for a server without bookmarks until 15 s after it should have ended the watch', async () => {
    const { wire, ...it } = await listed();
    await it.clock.advance(254_999);
    expect(it.told).toEqual([]);
    await it.clock.advance(1);
    expect(it.told).toEqual(['failed watch']);
    expect(wire.request.signal?.aborted).toBe(true);
  });

  test('notices a connection that never answers at all', async () => {
    const { wire, ...it } = await listed();
    wire.bookmark('8');
    await it.clock.advance(1000);
    wire.end();
    await it.next();
    await it.clock.advance(90_000);
    expect(it.told).toEqual(['failed watch']);
  });

  test('leaves out an object without a name, and goes on', async () => {
    const { wire, ...it } = await listed();
    wire.send('ADDED', { metadata: { resourceVersion: '8' } }).send('ADDED', pod('b', '9'));
    await it.settle();
    expect(it.told).toEqual(['failed object', 'apply b']);
    expect(it.failures[0]?.retryInMs).toBeUndefined();
  });

  test('skips a type of event that it does not know', async () => {
    const { wire, ...it } = await listed();
    wire.send('NOVEL', pod('x', '8')).send('ADDED', pod('b', '9'));
    await it.settle();
    expect(it.told).toEqual(['apply b']);
  });
});
