/** What a real API server says of itself. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, compareVersions, isApiError } from 'kube-core';

let client: Client;
beforeAll(async () => {
  client = await Client.tryDefault();
});
afterAll(async () => client.close());

test('its version can be compared', async () => {
  const { gitVersion, major, platform } = await client.version();
  expect([major, platform]).toEqual(['1', expect.stringContaining('/')]);
  expect(compareVersions(gitVersion, 'v1.30.0')).toBeGreaterThan(0);
});

test('its schemas are listed, and each is read by its group and version', async () => {
  const { paths } = await client.openapi();
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['api/v1', 'apis/apps/v1']));
  const { openapi, components } = await client.openapi('apps/v1');
  expect([openapi, JSON.stringify(components)]).toEqual(['3.0.0', expect.stringContaining('io.k8s.api.apps.v1.Deployment')]);
  const missing: unknown = await client.openapi('nowhere.example.com/v1').catch((error: unknown) => error);
  expect(isApiError(missing) && missing.status.code).toBe(404);
});

test('its health comes check by check, and without those that are left out', async () => {
  for (const health of [await client.healthz(), await client.livez(), await client.readyz()]) {
    expect(health.ok).toBe(true);
    expect(health.checks).toContainEqual({ name: 'etcd', ok: true });
  }
  const { checks } = await client.readyz({ exclude: ['etcd'] });
  expect(checks.find(({ name }) => name === 'etcd')).not.toEqual({ name: 'etcd', ok: true });
});
