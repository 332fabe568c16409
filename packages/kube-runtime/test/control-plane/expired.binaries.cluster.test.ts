/** Versions that the server has forgotten. A control plane of its own has them forgotten at once: it keeps none in a watch cache. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, Config, isApiError, isGone } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { startControlPlane, type ControlPlane } from './control-plane.js';

let controlPlane: ControlPlane;
let client: Client;
let maps: Api<ConfigMap>;
const labels = { suite: 'expired' };
const labelSelector = 'suite=expired';
const names = Array.from({ length: 9 }, (_, at) => `map-${at}`);

beforeAll(async () => {
  controlPlane = await startControlPlane(process.env['KUBEBUILDER_ASSETS'] ?? '', { flags: ['--watch-cache=false'] });
  client = Client.from(await Config.fromKubeconfig({ file: controlPlane.kubeconfig }));
  maps = Api.namespaced(client, ConfigMap, 'default');
  for (const name of names) await maps.create({ metadata: { name, labels } });
});
afterAll(async () => {
  await client.close();
  await controlPlane[Symbol.asyncDispose]();
});

/** Has every version up to now forgotten; the newest, which etcd keeps, is a later one. */
async function forget(): Promise<void> {
  for (const at of ['1', '2', '3']) await maps.patch('map-0', { merge: { data: { at } } });
  await controlPlane.compact();
}

describe('a list whose version is forgotten half way', () => {
  test('goes on from where it is, as of now', async () => {
    const seen: string[] = [];
    for await (const { metadata } of maps.items({ labelSelector, pageSize: 3 })) {
      seen.push(metadata.name);
      if (seen.length === 3) {
        await maps.create({ metadata: { name: 'map-99', labels } });
        await forget();
      }
    }
    expect(seen).toEqual([...names, 'map-99']);
    await maps.delete('map-99');
  });

  test('is an error where it was asked to be of one version', async () => {
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { metadata } of maps.items({ labelSelector, pageSize: 3, consistent: true }))
        if (seen.push(metadata.name) === 3) await forget();
    })();
    const error: unknown = await reading.catch((reason: unknown) => reason);
    expect([isGone(error), isApiError(error) && error.status.reason, seen.length]).toEqual([true, 'Expired', 3]);
  });
});

test('a watch from a forgotten version, and a list of it, is told so', async () => {
  const { metadata } = await maps.list();
  const resourceVersion = metadata.resourceVersion ?? '';
  await forget();
  const { value } = await maps.watch({ resourceVersion, timeoutSeconds: 20 }).next();
  expect(value).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  expect(await maps.list({ resourceVersion, resourceVersionMatch: 'Exact' }).then(() => 'a list', isGone)).toBe(true);
});
