/** What a real API server compresses, and that it reads as what was not. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Api, Client, Config } from 'kube-core';
import { ConfigMap, Namespace } from 'kube-core/k8s';
import type { Layer } from 'kube-core/service';

const namespace = `gzip-${randomUUID().slice(0, 8)}`;
/** How each answer was encoded on the way. */
const encodings: (string | undefined)[] = [];
const noting: Layer = (inner) => async (request) => {
  const response = await inner(request);
  encodings.push(response.headers['content-encoding']);
  return response;
};

let plain: Client;
let zipped: Client;

beforeAll(async () => {
  const config = await Config.infer();
  plain = Client.from({ ...config, disableCompression: true }, { fieldManager: 'test' });
  zipped = Client.from({ ...config, disableCompression: false }, { layers: (defaults) => defaults.after('gzip', noting) });
  await Api.all(plain, Namespace).create({ metadata: { name: namespace } });
  const maps = Api.namespaced(plain, ConfigMap, namespace);
  for (let at = 0; at < 4; at++) await maps.create({ metadata: { name: `large-${at}` }, data: { text: `ä${at} `.repeat(20_000) } });
});
afterAll(async () => {
  await Api.all(plain, Namespace).delete(namespace);
  await Promise.all([plain, zipped].map((client) => client.close()));
});

describe('a server that is asked for gzip', () => {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;

  test('compresses a list of more than 128 KiB, and it reads as the one that is not compressed', async () => {
    encodings.length = 0;
    expect(await zipped.text('GET', path)).toBe(await plain.text('GET', path));
    expect(encodings).toEqual(['gzip']);
  });

  test('compresses no small answer', async () => {
    encodings.length = 0;
    expect(await zipped.text('GET', '/version')).toBe(await plain.text('GET', '/version'));
    expect(encodings).toEqual([undefined]);
  });

  test.each([{}, { sendInitialEvents: true }])('sends the events of a watch as they happen (%j)', async (options) => {
    const maps = Api.namespaced(zipped, ConfigMap, namespace);
    const { metadata } = await maps.list({ limit: 1 });
    const watch = maps.watch('sendInitialEvents' in options ? options : { resourceVersion: metadata.resourceVersion ?? '' });
    const changed = (async () => {
      for await (const event of watch)
        if (event.type === 'MODIFIED' && event.object.metadata.labels?.['seen'] === 'yes') return performance.now();
      return undefined;
    })();
    await new Promise((resolve) => setTimeout(resolve, 500)); // until the watch is open
    const sent = performance.now();
    await Api.namespaced(plain, ConfigMap, namespace).patch('large-0', { merge: { metadata: { labels: { seen: 'yes' } } } });
    expect((await changed) ?? Infinity).toBeLessThan(sent + 1_000);
    await Api.namespaced(plain, ConfigMap, namespace).patch('large-0', { merge: { metadata: { labels: { seen: null } } } });
  });
});
