/** What careless, broken and hostile callers send: whatever it is, it is answered, and never by a defect of the server. */
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toJson } from 'kube-core/json';
import { ApiServer } from '../src/server/server.js';
import { randomRequests } from './random-requests.js';

describe('an API server among hostile callers', () => {
  const defects: unknown[] = [];
  let server: ApiServer;
  beforeAll(async () => {
    server = await ApiServer.start({ onDefect: (defect, where) => defects.push([where, defect]) });
  });
  afterAll(() => server.close());

  test.each([1, 2])('answers random requests without a defect (seed %i)', async (seed) => {
    for (const sent of randomRequests(seed, 1200)) {
      const response = await server.service({ ...sent, signal: new AbortController().signal });
      if (sent.streaming === true && response.status === 200) await response.body[Symbol.asyncIterator]().return?.();
      else if (response.headers['content-type'] === 'application/json') JSON.parse((await response.text()) || 'null');
    }
    expect(defects).toEqual([]);
  });

  const schemas: readonly (readonly [string, object])[] = [
    ['rules that are no list', { type: 'object', 'x-kubernetes-validations': {} }],
    ['a rule that is null', { type: 'object', 'x-kubernetes-validations': [null] }],
    ['a rule without its text', { type: 'object', 'x-kubernetes-validations': [{ message: 'x' }] }],
    ['a property that is null', { type: 'object', properties: { b: null } }],
    ['a number for its type', { type: 7 }],
    ['a number for its junctors', { type: 'object', allOf: 5 }],
    ['600 levels', nested(600)],
  ];
  test.each(schemas)('refuses a definition whose schema has %s', async (_words, items) => {
    const response = await server.service({
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      headers: { 'content-type': 'application/json' },
      body: toJson(definition({ type: 'array', items })),
    });
    expect([400, 422]).toContain(response.status);
    expect(defects).toEqual([]);
  });

  test('writes a warning of any characters as UTF-8, as Go does', async () => {
    await using listening = await server.listen();
    const body = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"w"},"日本\\u007f\\n":"x"}';
    const { status, warning } = await posted(listening.kubeconfig, listening.url, body);
    expect(status).toBe(201);
    expect(Buffer.from(warning, 'latin1').toString()).toBe('299 - "unknown field \\"日本\\\\x7f\\\\n\\""');
  });

  test('takes a selector of hundreds of kilobytes', async () => {
    await using listening = await server.listen();
    const selector = `a in (${Array.from({ length: 30_000 }, (_, index) => `v${index}`).join(',')})`;
    const { status } = await posted(listening.kubeconfig, listening.url, '{}', `?dryRun=All&labelSelector=${encodeURIComponent(selector)}`);
    expect(status).toBe(422); // the object has no name; the head of the request was read
  });
});

function nested(levels: number): object {
  let schema: object = { type: 'string' };
  for (let level = 0; level < levels; level += 1) schema = { type: 'array', items: schema };
  return schema;
}

const definition = (a: object): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'gadgets', kind: 'Gadget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { a } } } }],
  },
});

function posted(kubeconfig: string, url: string, body: string, query = ''): Promise<{ readonly status: number; readonly warning: string }> {
  const [, token = ''] = /"token": "(\w+)"/.exec(kubeconfig) ?? [];
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const path = `${url}/api/v1/namespaces/default/configmaps${query}`;
    const sent = request(path, { method: 'POST', headers, rejectUnauthorized: false, agent: false }, (response) => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode ?? 0, warning: response.headers.warning ?? '' });
      });
    });
    sent.once('error', reject).end(body);
  });
}
