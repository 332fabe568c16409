/** The webhooks, rehearsed: no network, no cluster. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'kube-core';
import { stored } from 'kube-runtime/testing';
import { defaultImage } from './children.js';
import { Domain } from './domain.gen.js';
import { Site, SiteV1beta1, type SiteSpec } from './site.gen.js';
import { webhooksOf } from './webhooks.js';

const noCluster = Client.of(() => Promise.reject(new Error('nothing is asked')), { defaultNamespace: 'hosting-system' });
const domain = (name: string, host: string) => stored(Domain, new Domain(name, { host, site: { name: 'shop' } }, { namespace: 'web' }));
const domains = [domain('first', 'shop.example.com'), domain('second', 'www.example.com')];
const webhooks = webhooksOf(noCluster, {
  domains: { by: (index, key) => domains.filter(({ spec }) => (index === 'bySite' ? key === 'web/shop' : key === spec.host)) },
});
const site = (spec: SiteSpec): Site => new Site('shop', spec, { namespace: 'web' });

test('a site that names no image is given that of the operator', async () => {
  const { object } = await webhooks.rehearse(Site, { object: site({ page: '' }) });
  assert.equal(object?.spec.image, defaultImage);
  const { object: own } = await webhooks.rehearse(Site, { object: site({ page: '', image: 'web:1' }) });
  assert.equal(own?.spec.image, 'web:1');
});

test('a page that a ConfigMap cannot hold is refused, by bytes and not by letters', async () => {
  const fits = await webhooks.rehearse(Site, { object: site({ page: 'é'.repeat(450 * 1024) }) });
  assert.equal(fits.allowed, true);
  const { allowed, status } = await webhooks.rehearse(Site, { object: site({ page: 'é'.repeat(450 * 1024 + 1) }) });
  assert.deepEqual([allowed, status?.details?.causes?.map(({ field }) => field)], [false, ['spec.page']]);
});

test('who asks for no web servers, or leaves domains without a site, is warned', async () => {
  const { warnings } = await webhooks.rehearse(Site, { object: site({ page: '', replicas: 0 }) });
  assert.deepEqual(warnings, ['no web server will serve it']);
  const gone = await webhooks.rehearse(Site, { operation: 'DELETE', oldObject: site({ page: '' }) });
  assert.deepEqual([gone.allowed, gone.warnings], [true, ['it leaves shop.example.com, www.example.com without a site']]);
});

test('a host is that of one domain', async () => {
  const asked = async (name: string, host: string): Promise<string | undefined> => {
    const object = new Domain(name, { host, site: { name: 'shop' } }, { namespace: 'web' });
    return (await webhooks.rehearse(Domain, { object })).status?.message;
  };
  assert.match((await asked('third', 'shop.example.com')) ?? '', /spec\.host: .* it is that of web\/first/);
  assert.equal(await asked('third', 'other.example.com'), undefined);
  assert.equal(await asked('first', 'shop.example.com'), undefined); // created anew, before the cache has seen that it went
});

for (const replicas of [0, 1, 2, 3, 20])
  for (const image of [undefined, 'web:1'])
    test(`a site of ${replicas} replicas ${image === undefined ? 'without an image' : 'and an image'} is the same after a way through v1beta1`, async () => {
      const before = site({ page: 'Hello', replicas, ...(image !== undefined && { image }) });
      const old = await webhooks.converted(before, SiteV1beta1);
      assert.equal(old.spec.size, replicas < 3 ? 'small' : 'large');
      assert.deepEqual((await webhooks.converted(old, Site)).spec, before.spec);
    });

test('a size that is changed in v1beta1 counts, whatever was noted of the replicas', async () => {
  const old = await webhooks.converted(site({ page: '', replicas: 2 }), SiteV1beta1);
  old.spec.size = 'large';
  assert.equal((await webhooks.converted(old, Site)).spec.replicas, 3);
  for (const noted of ['', 'many', '-1', '1e9']) {
    old.metadata.annotations = { 'hosting.example.com/replicas': noted };
    assert.equal((await webhooks.converted(old, Site)).spec.replicas, 3);
  }
});

test('what the operator has found is the same in either version', async () => {
  const before = Object.assign(site({ page: '' }), { status: { readyReplicas: 1 } });
  const old = await webhooks.converted(before, SiteV1beta1);
  assert.deepEqual([old.status, (await webhooks.converted(old, Site)).status], [before.status, before.status]);
});
