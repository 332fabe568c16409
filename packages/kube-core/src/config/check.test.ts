import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { Client } from '../client/client.js';
import { respond } from '../request/http.js';
import { Config } from './config.js';

const config: Config = { server: 'https://h', defaultNamespace: 'web', tls: {}, credentials: { type: 'none' } };

/** What is thrown for what no TypeScript would let pass. */
const refusalOf = (wrong: unknown): unknown => {
  try {
    return Client.from(wrong as Config);
  } catch (error) {
    return error;
  }
};

describe('a configuration that a program has made is refused with words for', () => {
  const token = { type: 'token', token: 'hunter2' };
  test.each<[string, unknown, string, RegExp]>([
    ['nothing', undefined, 'params', /Client\.from takes a configuration.*this is undefined/],
    ['no server', { ...config, server: undefined }, 'option', /has no server; give https/],
    ['a server that is no text', { ...config, server: 6443 }, 'option', /server is 6443; give a string/],
    ['no tls', { server: 'https://h', credentials: token }, 'option', /has no tls; give \{\}/],
    ['no credentials', { server: 'https://h', tls: {} }, 'option', /has no credentials; give \{ type: 'none' \}/],
    ['null for credentials', { ...config, credentials: null }, 'option', /credentials is null; give an object/],
    [
      'credentials of no type',
      { ...config, credentials: { token: 'hunter2' } },
      'option',
      /type of the credentials is none that there is: none, token/,
    ],
    ['credentials of an unknown type', { ...config, credentials: { type: 'hunter2' } }, 'option', /type of the credentials is none/],
    ['a type that objects inherit', { ...config, credentials: { type: 'constructor' } }, 'option', /type of the credentials is none/],
    [
      'a token that is none',
      { ...config, credentials: { type: 'token', token: 5 } },
      'option',
      /of the type token need token: give a string/,
    ],
    [
      'a plugin without its command',
      { ...config, credentials: { type: 'exec', apiVersion: 'x' } },
      'option',
      /of the type exec need command/,
    ],
    [
      'a misspelt field of credentials',
      { ...config, credentials: { type: 'oidc', issuer: 'https://i', clientId: 'me', refreshtoken: 'hunter2' } },
      'option',
      /credentials of the type oidc has no option "refreshtoken"; did you mean refreshToken\?/,
    ],
    [
      'a token beside a file that is a number',
      { ...config, credentials: { type: 'token-file', file: '/t', token: 1234567890 } },
      'option',
      /of the type token-file need token: give a string/,
    ],
    ['a misspelt field', { ...config, credential: token }, 'option', /no option "credential"; did you mean credentials\?/],
    ['a misspelt field of tls', { ...config, tls: { inscure: true } }, 'option', /tls has no option "inscure"; did you mean insecure\?/],
    ['a CA that is bare text', { ...config, tls: { ca: 'hunter2' } }, 'option', /ca is a string; give \{ data \} or \{ file \}/],
    ['a proxy that is bare text', { ...config, proxy: 'http://hunter2@p' }, 'option', /proxy is a string; give \{ url/],
    ['groups that are no list', { ...config, impersonate: { user: 'a', groups: 'b' } }, 'option', /groups is a string; give a list/],
    ['groups of nobody', { ...config, impersonate: { groups: ['b'] } }, 'impersonation', /user/],
    ['a server without a scheme', { ...config, server: 'localhost:8080' }, 'server', /looks like https:\/\/host:6443/],
    ['a token that would travel in the clear', { ...config, server: 'http://h:8080', credentials: token }, 'server', /over http/],
    [
      'a password that would travel in the clear',
      { ...config, server: 'http://h', credentials: { type: 'basic', username: 'u', password: 'hunter2' } },
      'server',
      /over http/,
    ],
    [
      'a plugin whose token would travel in the clear',
      {
        ...config,
        server: 'http://h',
        credentials: { type: 'exec', apiVersion: 'client.authentication.k8s.io/v1', command: 'x', interactiveMode: 'Never' },
      },
      'server',
      /over http/,
    ],
  ])('%s, and shows none of it', (_what, wrong, code, words) => {
    const error = refusalOf(wrong);
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(inspect(error, { depth: Infinity })).not.toContain('hunter2');
  });

  test('a misspelt option of where to look, before any file is read', async () => {
    await expect(Config.infer({ contxt: 'staging' } as object)).rejects.toMatchObject({
      code: 'option',
      message: 'Config.infer() has no option "contxt"; did you mean context?',
    });
    await expect(Config.fromKubeconfig({ texxt: '' } as object)).rejects.toThrow('did you mean text?');
    await expect(Config.inCluster({ envv: {} } as object)).rejects.toThrow('did you mean env?');
  });
});

test('a configuration in the clear is of use without credentials, and with any over a transport of the program', async () => {
  await using plain = Client.from({ ...config, server: 'http://h:8080' });
  expect(plain.defaultNamespace).toBe('web');
  const transport = () => Promise.resolve(respond(200, 'fine'));
  const own = Client.from({ ...config, server: 'http://h', credentials: { type: 'token', token: 't' } }, { transport });
  expect(await own.text('GET', '/')).toBe('fine');
});
