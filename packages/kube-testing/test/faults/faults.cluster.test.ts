import { jest, afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, Config } from 'kube-core';
import { Namespace } from 'kube-core/k8s';
import { FaultProxy } from '../../src/faults/fault-proxy.js';
import type { NetworkFault } from '../../src/faults/network-fault.js';
import { isSilent, nameOf } from './faults.js';
import { isTyped, play } from './play.js';
import { objectVerbs, prepare } from './verbs.js';

const faults: readonly NetworkFault[] = [
  { harm: 'reset', when: 'request' },
  { harm: 'reset', when: 'body' },
  { harm: 'end', when: 'answer' },
  { harm: 'half-close', when: 'body' },
  { harm: 'stall', when: 'head' },
  { harm: 'garbage', when: 'answer' },
  { harm: 'page', status: 504 },
];

/** Pods wait for the default service account, which only a controller makes. */
const verbs = objectVerbs.filter(({ name }) => !name.endsWith('Status'));

jest.setTimeout(60_000); // all verbs at once, on whatever machine

describe('every verb, on a network that fails in front of a real API server', () => {
  const namespace = `faults-${Date.now()}`;
  let config: Config;
  let direct: Client;
  let proxy: FaultProxy;
  beforeAll(async () => {
    config = { ...(await Config.fromKubeconfig()), defaultNamespace: namespace };
    direct = Client.from(config);
    await Api.all(direct, Namespace).create({ metadata: { name: namespace } });
    proxy = await FaultProxy.start(config);
    await prepare(direct, { pods: false });
  });
  afterAll(async () => {
    await Api.all(direct, Namespace).delete(namespace);
    await proxy.close();
    await direct.close();
  });

  test('is answered where nothing fails', async () => {
    const { endings, leftovers } = await play(proxy, verbs);
    expect(Object.entries(endings).filter(([, ending]) => ending !== 'done')).toEqual([]);
    expect(leftovers).toEqual({ connections: 0, listeners: 0, timers: 0 });
  });

  test.each(faults.map((fault) => [nameOf(fault), fault] as const))('%s: fails with a typed error in time', async (_name, fault) => {
    await prepare(direct, { pods: false });
    const before = proxy.requests.length;
    const calm = proxy.fail({ ...fault, times: Infinity });
    const { endings, leftovers } = await play(proxy, verbs, (over) => isSilent(fault, over));
    calm();
    const unexpected = verbs.filter(({ name, over }) => !isTyped(endings[name], isSilent(fault, over)));
    expect(unexpected.map(({ name }) => `${name}: ${endings[name]}`)).toEqual([]);
    const posts = proxy.requests.slice(before).filter(({ method }) => method === 'POST').length;
    expect(posts).toBeLessThanOrEqual(verbs.reduce((sum, verb) => sum + verb.posts, 0));
    expect(leftovers).toEqual({ connections: 0, listeners: 0, timers: 0 });
  });
});
