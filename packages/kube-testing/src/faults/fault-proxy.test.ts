import { afterEach, describe, expect, test } from '@jest/globals';
import { Api, Client, isTransportError, type KubeError } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { ApiServer } from '../server/server.js';
import { FaultProxy } from './fault-proxy.js';
import type { NetworkFault } from './network-fault.js';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function world(): Promise<{ readonly server: ApiServer; readonly proxy: FaultProxy; readonly maps: Api<ConfigMap> }> {
  const server = await ApiServer.start();
  const proxy = await FaultProxy.start(await server.listen());
  const client = Client.from(proxy.config);
  open.push(server, proxy, client);
  return { server, proxy, maps: Api.namespaced(client, ConfigMap, 'default') };
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    return (error as KubeError).code;
  }
};

describe('a proxy that fails on demand', () => {
  test('lets the server do what it is asked though the answer is lost, and tells so', async () => {
    const { server, proxy, maps } = await world();
    proxy.fail({ harm: 'reset', when: 'answer', on: { method: 'POST' } });
    await expect(maps.create({ metadata: { name: 'a' } })).rejects.toMatchObject({ code: 'transport' });
    expect((await Api.namespaced(server.client(), ConfigMap, 'default').get('a')).metadata.name).toBe('a');
    expect(proxy.requests).toEqual([{ method: 'POST', path: '/api/v1/namespaces/default/configmaps', met: 'reset', reached: true }]);
  });

  test('keeps from the server what is lost on its way there', async () => {
    const { server, proxy, maps } = await world();
    proxy.fail({ harm: 'end', when: 'request', on: { method: 'POST' } });
    await expect(maps.create({ metadata: { name: 'a' } })).rejects.toMatchObject({ code: 'transport' });
    expect(proxy.requests[0]).toMatchObject({ met: 'end', reached: false });
    expect(await Api.namespaced(server.client(), ConfigMap, 'default').find('a')).toBeUndefined();
  });

  test('hits the requests named and no others, as often as said', async () => {
    const { proxy, maps } = await world();
    proxy.fail({ harm: 'page', status: 504, on: { method: 'PUT', path: /configmaps\/b$/ }, times: 2 });
    for (const name of ['a', 'b']) await maps.create({ metadata: { name } });
    await maps.replace({ metadata: { name: 'a' } });
    for (let time = 0; time < 2; time++)
      await expect(maps.replace({ metadata: { name: 'b' } })).rejects.toMatchObject({ code: 'api', status: { code: 504 } });
    await maps.replace({ metadata: { name: 'b' } });
  });

  test('a fault that is taken away is met by nobody', async () => {
    const { proxy, maps } = await world();
    proxy.fail({ harm: 'reset', times: Infinity })();
    await maps.list();
  });

  test('a connection that served before can be lost as its next request goes out: a GET is sent again, a POST is not', async () => {
    const { proxy, maps } = await world();
    await maps.list();
    proxy.fail({ harm: 'end', when: 'request', on: { reused: true }, times: 1 });
    await maps.list();
    proxy.fail({ harm: 'end', when: 'request', on: { reused: true }, times: 1 });
    await expect(maps.create({ metadata: { name: 'a' } })).rejects.toMatchObject({ code: 'transport' });
    expect(proxy.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'POST']);
  });

  test('shows a certificate that has ended, once', async () => {
    const { proxy, maps } = await world();
    proxy.fail({ harm: 'expired-certificate' });
    await expect(maps.list()).rejects.toMatchObject({ code: 'transport', reason: 'CERT_HAS_EXPIRED' });
    await maps.list();
  });

  test('refuses connections while it is down, and takes them again at the same address', async () => {
    const { proxy, maps } = await world();
    const { server } = proxy.config;
    await maps.list();
    await proxy.down();
    expect(proxy.connections).toBe(0);
    const error: unknown = await maps.create({ metadata: { name: 'a' } }).catch((thrown: unknown) => thrown);
    expect(isTransportError(error)).toBe(true);
    await proxy.up();
    expect(proxy.config.server).toBe(server);
    await maps.list();
  });

  test('the weather of one seed is the same each time, and another one of another seed', async () => {
    const { proxy, maps } = await world();
    const met: string[][] = [];
    for (const seed of [1, 1, 2]) {
      const before = proxy.requests.length;
      const end = proxy.badWeather({ seed, rate: 0.5 });
      for (let asked = 0; asked < 10; asked++) await maps.patch('none', { merge: {} }).catch(() => undefined);
      end();
      met.push(proxy.requests.slice(before).map(({ met: harm }) => harm ?? 'none'));
    }
    expect(met[0]).toEqual(met[1]);
    expect(met[0]).not.toEqual(met[2]);
    expect(new Set(met[0]).size).toBeGreaterThan(2);
  });

  test.each<[string, NetworkFault, string]>([
    ['a page in the middle of an answer', { harm: 'page', when: 'body' }, 'fault-option'],
    ['a certificate for one request', { harm: 'expired-certificate', on: { method: 'GET' } }, 'fault-option'],
    ['a harm that there is not', { harm: 'flood' as 'reset' }, 'option'],
    ['a status of success', { harm: 'page', status: 200 }, 'option'],
    ['no times at all', { harm: 'reset', times: 0 }, 'option'],
    ['a misspelt option', { harm: 'reset', wen: 'body' } as NetworkFault, 'option'],
  ])('refuses %s', async (_what, fault, code) => {
    const { proxy } = await world();
    expect(codeOf(() => proxy.fail(fault))).toBe(code);
  });
});
