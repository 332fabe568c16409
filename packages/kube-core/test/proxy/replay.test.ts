import { describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { parseProxy, proxyFor } from '../../src/config/proxy.js';
import { cases } from './cases.js';

const recorded = JSON.parse(await readFile(new URL('recorded.json', import.meta.url), 'utf8')) as Readonly<Record<string, boolean>>; // record.ts wrote it
const inEnvironment = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace('$PROXY', '127.0.0.1:3128')]));

describe('a server is asked through a proxy where kubectl does so:', () => {
  test.each([...cases])('%s', (name, { server, env }) => {
    const url = proxyFor({ server }, inEnvironment(env));
    expect(url === undefined ? undefined : parseProxy(url, 'it').port).toBe(recorded[name] === true ? 3128 : undefined);
  });

  test('every case has been recorded, and every recording has its case', () => {
    expect([...cases.keys()].toSorted()).toEqual(Object.keys(recorded).toSorted());
  });
});

describe('beside what kubectl shows', () => {
  const server = 'https://127.0.0.1:6443';

  test('the proxy of the configuration is used whatever the environment says, for loopback as well', () => {
    const env = { HTTPS_PROXY: 'http://other', NO_PROXY: '*' };
    expect(proxyFor({ server, proxy: { url: 'http://proxy' } }, env)).toBe('http://proxy');
    expect(proxyFor({ server: 'https://api.example', proxy: false }, env)).toBeUndefined();
  });

  test('HTTP_PROXY counts for nothing in a CGI program, where a request may set it', () => {
    expect(proxyFor({ server: 'http://api.example' }, { HTTP_PROXY: 'http://p', REQUEST_METHOD: 'GET' })).toBeUndefined();
  });

  test.each(['ftp://me:hunter2@p', 'http://', 'me:hunter2@p:99999999', 'http://me:%zz@p'])('%s is refused without its password', (url) => {
    for (const find of [() => proxyFor({ server: 'https://h' }, { HTTPS_PROXY: url }), () => proxyFor({ server, proxy: { url } })])
      expect(find).toThrow(expect.objectContaining({ code: 'proxy', message: expect.not.stringContaining('hunter2') }));
  });

  test('a proxy has the port of its scheme, and credentials decoded', () => {
    expect(parseProxy('socks5h://m%C3%B6:p%40ss@proxy', 'it')).toEqual({
      scheme: 'socks5',
      host: 'proxy',
      port: 1080,
      username: 'mö',
      password: 'p@ss',
      name: 'socks5://proxy:1080',
    });
    expect(parseProxy('https://[::1]', 'it')).toMatchObject({ host: '::1', port: 443, name: 'https://[::1]:443' });
  });
});
