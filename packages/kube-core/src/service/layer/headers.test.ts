import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { respond, type KubeRequest, type RequestHeaders } from '../../request/http.js';
import { headers, headerValue, impersonate, impersonationHeaders } from './headers.js';
import type { Layer } from '../service.js';

async function sentThrough(layer: Layer, own: RequestHeaders = {}): Promise<RequestHeaders> {
  const sent: KubeRequest[] = [];
  const service = layer((request) => {
    sent.push(request);
    return Promise.resolve(respond(200));
  });
  await service({ method: 'GET', path: '/api', headers: own });
  return sent[0]!.headers;
}

const extraHeaders = (extra: Readonly<Record<string, readonly string[]>>): RequestHeaders => {
  const { 'impersonate-user': _user, ...rest } = impersonationHeaders({ user: 'jane', extra });
  return rest;
};

test('headers are added, unless the request brings its own', async () => {
  expect(await sentThrough(headers({ 'user-agent': 'x', accept: 'a' }), { accept: 'own' })).toEqual({ 'user-agent': 'x', accept: 'own' });
});

describe('an impersonation', () => {
  test('names user, uid, each group and each extra value', () => {
    const as = { user: 'jane', uid: '7', groups: ['g1', 'g2'], extra: { scopes: ['a', 'b'], none: [] } };
    expect(impersonationHeaders(as)).toEqual({
      'impersonate-user': 'jane',
      'impersonate-uid': '7',
      'impersonate-group': ['g1', 'g2'],
      'impersonate-extra-scopes': ['a', 'b'],
    });
    expect(impersonationHeaders({ user: 'jane', uid: '', groups: [] })).toEqual({ 'impersonate-user': 'jane' });
    expect(impersonationHeaders(undefined)).toEqual({});
  });

  // What client-go 1.35 sends for the same keys, in lower case as every header name here.
  test.each([
    ['example.com/Scopes', 'example.com%2Fscopes'],
    ['100%', '100%25'],
    ['a(b)', 'a%28b%29'],
    ['a b:c@d', 'a%20b%3Ac%40d'],
    ["!#$&'*+-.^_`|~", "!#$&'*+-.^_`|~"],
    ['ü🎉', '%C3%BC%F0%9F%8E%89'],
    ['Ü\u212a', '%C3%9C%E2%84%AA'], // not ü and k: the server gets the letters as they are
    ['', ''],
    ['\n', '%0A'],
  ])('encodes the key %j as client-go does', (key, name) => {
    expect(extraHeaders({ [key]: ['v'] })).toEqual({ [`impersonate-extra-${name}`]: ['v'] });
  });

  test('every key comes back as the server decodes it, its letters in lower case', () => {
    for (let code = 0; code < 0x250; code++) {
      const key = `k${String.fromCharCode(code)}`;
      const [name = ''] = Object.keys(extraHeaders({ [key]: ['v'] }));
      expect(name).toMatch(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/);
      expect(decodeURIComponent(name.slice('impersonate-extra-'.length))).toBe(key.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
    }
  });

  test('sends the values of keys that differ only in case, which are one to the server', () => {
    expect(extraHeaders({ Scope: ['a'], scope: ['b'], 'SC%': ['c'] })).toEqual({
      'impersonate-extra-scope': ['a', 'b'],
      'impersonate-extra-sc%25': ['c'],
    });
  });

  test('carries UTF-8, which is what the server reads', () => {
    const sent = String(impersonationHeaders({ user: 'jané' })['impersonate-user']);
    expect(Buffer.from(sent, 'latin1').toString('utf8')).toBe('jané');
  });

  test.each<[RequestHeaders]>([
    [{ 'impersonate-user': 'joe' }],
    [{ 'impersonate-group': ['admins'] }],
    [{ 'impersonate-extra-x': 'y' }],
    [{ 'impersonate-uid': '1' }],
  ])('gives way as a whole to a request with %j', async (own) => {
    expect(await sentThrough(impersonate({ user: 'jane', uid: '7', groups: ['g'], extra: { k: ['v'] } }), own)).toEqual(own);
  });

  test('without a user is refused', () => {
    expect(() => impersonate({ user: '', groups: ['g'] })).toThrow(expect.objectContaining({ code: 'impersonation' }));
  });
});

describe('a value', () => {
  test.each(['\n', '\r', '\0', '\x7f', '\x1b'])('with %j is refused, and not shown', (char) => {
    const refused = (call: () => unknown): unknown => {
      try {
        return call();
      } catch (error) {
        return error;
      }
    };
    for (const error of [
      refused(() => headerValue(`hunter2${char}x`, 'the token')),
      refused(() => impersonationHeaders({ user: `hunter2${char}` })),
      refused(() => impersonationHeaders({ user: 'jane', uid: `hunter2${char}` })),
      refused(() => impersonationHeaders({ user: 'jane', groups: [`hunter2${char}`] })),
      refused(() => impersonationHeaders({ user: 'jane', extra: { k: [`hunter2${char}`] } })),
    ]) {
      expect(error).toMatchObject({ code: 'header' });
      expect(inspect(error, { depth: Infinity })).not.toContain('hunter2');
    }
  });

  test('may hold a tab', () => {
    expect(headerValue('a\tb', 'it')).toBe('a\tb');
  });
});
