import { jest, afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'kube-core';
import { FaultProxy } from '../../src/faults/fault-proxy.js';
import { breaking, gentle, isSilent, nameOf } from './faults.js';
import { isTyped, play } from './play.js';
import { startUpstream, type TestUpstream } from './upstream.js';
import { objectVerbs, podVerbs, prepare } from './verbs.js';

const verbs = [...objectVerbs, ...podVerbs];
const nothing = { connections: 0, listeners: 0, timers: 0 };

jest.setTimeout(60_000); // all verbs at once, on whatever machine

describe('every verb, on a network that fails', () => {
  let upstream: TestUpstream;
  let proxy: FaultProxy;
  beforeAll(async () => {
    upstream = await startUpstream();
    proxy = await FaultProxy.start(upstream.config);
    await prepare(upstream.server.client());
    for (const verb of verbs) await play(proxy, [verb]); // loads what each needs, one after the other
  });
  beforeEach(() => prepare(upstream.server.client()));
  afterAll(async () => {
    await proxy.close();
    await upstream[Symbol.asyncDispose]();
  });

  test('is answered where nothing fails', async () => {
    const { endings, leftovers } = await play(proxy, verbs);
    expect(Object.entries(endings).filter(([, ending]) => ending !== 'done')).toEqual([]);
    expect(leftovers).toEqual(nothing);
  });

  test.each(gentle.map((fault) => [nameOf(fault), fault] as const))('%s: gets through, and leaves nothing behind', async (_name, fault) => {
    const calm = proxy.fail({ ...fault, times: Infinity });
    const { endings, leftovers } = await play(proxy, verbs);
    calm();
    expect(Object.entries(endings).filter(([, ending]) => ending !== 'done')).toEqual([]);
    expect(leftovers).toEqual(nothing);
  });

  test('trickle: gets through or fails in time, and leaves nothing behind', async () => {
    const calm = proxy.fail({ harm: 'trickle', everyMs: 0, times: Infinity });
    const { endings, leftovers } = await play(proxy, verbs, (over) => over !== 'call');
    calm();
    const unexpected = verbs.filter(({ name, over }) => endings[name] !== 'done' && !isTyped(endings[name], over !== 'call'));
    expect(unexpected).toEqual([]);
    expect(leftovers).toEqual(nothing);
  });

  test.each(breaking.map((fault) => [nameOf(fault), fault] as const))(
    '%s: fails with a typed error in time, sends no POST twice, and leaves nothing behind',
    async (_name, fault) => {
      const before = proxy.requests.length;
      const calm = proxy.fail({ ...fault, times: Infinity });
      const { endings, leftovers } = await play(proxy, verbs, (over) => isSilent(fault, over));
      calm();
      const unexpected = verbs.flatMap(({ name, over }) =>
        isTyped(endings[name], isSilent(fault, over)) ? [] : [`${name}: ${endings[name]}`],
      );
      expect(unexpected).toEqual([]);
      const posts = proxy.requests.slice(before).filter(({ method }) => method === 'POST').length;
      expect(posts).toBeLessThanOrEqual(verbs.reduce((sum, verb) => sum + verb.posts, 0));
      expect(leftovers).toEqual(nothing);
    },
  );

  test('refused connections: fails with a typed error, and gets through when the server is back', async () => {
    await proxy.down();
    const { endings } = await play(proxy, verbs);
    await proxy.up();
    expect(new Set(Object.values(endings))).toEqual(new Set(['transport']));
    await using client = Client.from(proxy.config);
    expect(await client.text('GET', '/version')).toContain('gitVersion');
  });
});
