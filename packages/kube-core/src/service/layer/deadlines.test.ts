import { describe, expect, test } from '@jest/globals';
import { respond, type KubeRequest } from '../../request/http.js';
import { deadlines, type Deadlines } from './deadlines.js';

const get: KubeRequest = { method: 'GET', path: '/api/v1/namespaces/web/pods/nginx', headers: {} };

async function given(options: Deadlines, request: KubeRequest): Promise<KubeRequest['deadlines']> {
  let sent: KubeRequest | undefined;
  await deadlines(options)((one) => Promise.resolve(((sent = one), respond(200))))(request);
  return sent?.deadlines;
}

describe('deadlines', () => {
  const all: Deadlines = { readMs: 1, listMs: 2, writeMs: 3, streamMs: 4 };

  test.each<[string, KubeRequest, number]>([
    ['an object', get, 1],
    ['a version', { ...get, path: '/version' }, 1],
    ['a list', { ...get, path: '/api/v1/pods?limit=5' }, 2],
    ['a create', { ...get, method: 'POST' }, 3],
    ['a delete', { ...get, method: 'DELETE' }, 3],
  ])('of %s are for all of its answer', async (_what, request, ms) => {
    expect(await given(all, request)).toEqual({ headersMs: ms, answerMs: ms });
  });

  test.each<[string, KubeRequest]>([
    ['a watch', { ...get, streaming: true }],
    ['an upgrade', { ...get, upgrade: ['v5'] }],
  ])('of %s are for its beginning', async (_what, request) => {
    expect(await given(all, request)).toEqual({ headersMs: 4 });
  });

  test('of the request itself come first', async () => {
    expect(await given(all, { ...get, deadlines: { answerMs: 9 } })).toEqual({ headersMs: 1, answerMs: 9 });
  });

  test('that are not given leave those of the transport', async () => {
    expect(await given({ listMs: 2 }, get)).toEqual({});
  });

  test.each([{ readMs: 0 }, { readMs: NaN }, { readsMs: 5 }])('refuse %j', (options) => {
    expect(() => deadlines(options)).toThrow(expect.objectContaining({ code: 'option' }));
  });
});
