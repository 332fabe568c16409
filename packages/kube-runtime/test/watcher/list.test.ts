import { describe, expect, test } from '@jest/globals';
import { metadataOf } from 'kube-core';
import { Pod, Wire, page, pod, scene, status } from './scene.js';

describe('the list', () => {
  test('is streamed, and the same stream goes on as the watch', async () => {
    const it = scene();
    const wire = await it.watch();
    expect(Object.fromEntries(wire.query)).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      timeoutSeconds: '240',
    });
    expect(wire.request.streaming).toBe(true);
    wire.send('ADDED', pod('a', '9')).send('ADDED', pod('b', '3')).bookmark('11', true).send('MODIFIED', pod('b', '12'));
    await it.settle();
    expect(it.told).toEqual(['init', 'init-apply a', 'init-apply b', 'init-done', 'apply b']);
    await it.clock.advance(1000);
    wire.end();
    expect((await it.watch()).query.get('resourceVersion')).toBe('12');
  });

  test('falls back to pages where streaming is refused, and remembers', async () => {
    const it = scene({ pageSize: 2 });
    (await it.next()).respond(status(422, 'Invalid'));
    const first = await it.next();
    expect(Object.fromEntries(first.query)).toEqual({ limit: '2' });
    first.respond(page([pod('a', '1'), pod('b', '2')], { resourceVersion: '7', continue: 'more' }));
    const second = await it.next();
    expect(Object.fromEntries(second.query)).toEqual({ limit: '2', continue: 'more' });
    second.respond(page([pod('c', '3')], { resourceVersion: '7' }));
    const wire = await it.watch();
    expect(wire.query.get('resourceVersion')).toBe('7');
    expect(wire.query.has('sendInitialEvents')).toBe(false);
    wire.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
    await it.clock.advance(800);
    expect((await it.next()).query.has('watch')).toBe(false);
    expect(it.told).toEqual(['init', 'init', 'init-apply a', 'init-apply b', 'init-apply c', 'init-done', 'failed watch', 'init']);
    expect(it.failures).toHaveLength(1);
  });

  test.each([
    { what: 'changes', send: (wire: Wire, at: number) => wire.send('MODIFIED', pod('a', `${at}`)) },
    { what: 'new objects', send: (wire: Wire, at: number) => wire.send('ADDED', pod(`a${at}`, `${at}`)) },
    { what: 'bookmarks', send: (wire: Wire, at: number) => wire.bookmark(`${at}`) },
  ])('comes in pages within 31 s where the server goes on with $what and never ends a streamed one', async ({ send }) => {
    const it = scene();
    const wire = await it.watch();
    for (let at = 1; at <= 31; at++) {
      send(wire, at);
      await it.clock.advance(1000);
    }
    const list = await it.next();
    expect(wire.request.signal?.aborted).toBe(true);
    expect(Object.fromEntries(list.query)).toEqual({ limit: '500' });
    expect(it.failures.map(({ message }) => message)).toEqual([
      'listing pods failed: the server does not end the list that was to be streamed; it is asked for in pages; trying again in 0.8 s',
    ]);
  });

  test('is still streamed while its objects keep coming, however long that takes', async () => {
    const it = scene();
    const wire = await it.watch();
    for (let second = 0; second < 60; second++) {
      for (let at = 0; at < 600; at++) wire.send('ADDED', pod(`a${second}-${at}`, '1'));
      await it.clock.advance(1000);
    }
    wire.bookmark('9', true);
    await it.settle();
    expect(it.told.at(-1)).toBe('init-done');
    expect(it.failures).toEqual([]);
  });

  test('comes in pages after two streams that ended early, and the stream has its turn again after the pages failed', async () => {
    const it = scene();
    for (const waitMs of [800, 1600]) {
      (await it.watch()).send('ADDED', pod('a', '1')).end();
      await it.clock.advance(waitMs);
    }
    const pages = await it.next();
    expect(pages.query.has('watch')).toBe(false);
    pages.fail(new Error('reset'));
    await it.clock.advance(3200);
    expect((await it.next()).query.get('sendInitialEvents')).toBe('true');
  });

  test('begins again with an init when a streamed one breaks half way, so that what it brought is void', async () => {
    const it = scene();
    const wire = await it.watch();
    wire.send('ADDED', pod('a', '9')).breakOff();
    await it.settle();
    expect(it.told).toEqual(['init', 'init-apply a', 'failed list']);
    await it.clock.advance(800);
    (await it.watch()).send('ADDED', pod('b', '9')).bookmark('11', true);
    await it.settle();
    expect(it.told.slice(3)).toEqual(['init', 'init-apply b', 'init-done']);
  });

  test('is asked for ever more slowly while it is refused', async () => {
    const it = scene({ initialList: 'paged' });
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      (await it.next()).respond(status(403, 'Forbidden'));
      await it.settle();
      waits.push((it.clock.next ?? 0) - it.clock.now());
      await it.clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([800, 1600, 3200, 6400]);
    expect(it.failures.map((failure) => failure.retryInMs)).toEqual(waits);
  });

  test('is read as a whole when the token of a page has expired', async () => {
    const it = scene({ initialList: 'paged' });
    (await it.next()).respond(page([pod('a', '1')], { resourceVersion: '7', continue: 'old' }));
    (await it.next()).respond(status(410, 'Expired'));
    const whole = await it.next();
    expect(Object.fromEntries(whole.query)).toEqual({});
    whole.respond(page([pod('b', '1')]));
    await it.watch();
    expect(it.told).toEqual(['init', 'init-apply a', 'failed list', 'init', 'init-apply b', 'init-done']);
  });

  test('of metadata alone asks for nothing else', async () => {
    const it = scene({ labelSelector: 'app=x', fieldSelector: 'metadata.namespace=web' }, metadataOf(Pod));
    const { request, query } = await it.next();
    expect(request.headers.accept).toMatch(/as=PartialObjectMetadata;/);
    expect([query.get('labelSelector'), query.get('fieldSelector')]).toEqual(['app=x', 'metadata.namespace=web']);
  });
});
