import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { idTokenOf, openIssuer, type Issuer } from '../../../test/issuer.js';
import { Client } from '../../client/client.js';
import { Config } from '../../config/config.js';
import { respond, type KubeRequest } from '../../request/http.js';

let issuer: Issuer;
let directory: string;
beforeAll(async () => {
  issuer = await openIssuer();
  directory = await mkdtemp(join(tmpdir(), 'oidc-'));
});
beforeEach(() => {
  issuer.asked.length = 0;
  issuer.discovery = {};
  issuer.answers = [{ body: { id_token: fresh('new') } }];
});
const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
afterEach(() => {
  emitWarning.mockClear();
});
afterAll(async () => {
  await issuer[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const hour = 3_600_000;
const fresh = (user: string): string => idTokenOf(user, Date.now() + hour);
const expired = (): string => idTokenOf('old', Date.now() + 5_000); // within the leeway
let files = 0;

/** A kubeconfig file with a login. */
async function kubeconfig(config: Readonly<Record<string, string>>, file = join(directory, `config-${files++}`)): Promise<string> {
  const all = { 'idp-issuer-url': issuer.url, 'client-id': 'me', 'idp-certificate-authority-data': btoa(issuer.ca), ...config };
  const given = Object.entries(all).filter(([, value]) => value !== '');
  const provider = given.map(([name, value]) => `        ${name}: ${value}\n`).join('');
  await writeFile(
    file,
    `clusters: [{name: c, cluster: {server: "https://h"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
users:
- name: u
  user:
    auth-provider:
      name: oidc # the login
      config:
${provider}`,
  );
  return file;
}

/** A client of a file, and the headers that its server saw. */
async function clientOf(
  file: string,
  good: (header: unknown) => boolean = () => true,
): Promise<{ readonly client: Client; readonly sent: unknown[] }> {
  const sent: unknown[] = [];
  const transport = ({ headers: { authorization } }: KubeRequest) => {
    sent.push(authorization);
    return Promise.resolve(good(authorization) ? respond(200, 'fine') : respond(401, '{}'));
  };
  return { client: Client.from(await Config.fromKubeconfig({ file }), { transport }), sent };
}

const call = (client: Client): Promise<unknown> => client.text('GET', '/api').catch((error: unknown) => error);

describe('a login at an identity provider', () => {
  test('sends its id-token for as long as that is good, and asks nobody', async () => {
    const token = fresh('jane');
    const { client, sent } = await clientOf(await kubeconfig({ 'id-token': token }));
    await call(client);
    expect([sent, issuer.asked]).toEqual([[`Bearer ${token}`], []]);
  });

  test('gets another by its refresh-token, once for all calls, and writes both into the kubeconfig', async () => {
    const token = fresh('new');
    issuer.answers = [{ body: { id_token: token, refresh_token: 'second' } }];
    const file = await kubeconfig({ 'id-token': expired(), 'refresh-token': 'first', 'client-secret': 's/3' });
    const before = await readFile(file, 'utf8');
    const { client, sent } = await clientOf(file);
    await Promise.all(Array.from({ length: 10 }, () => call(client)));
    expect(new Set(sent)).toEqual(new Set([`Bearer ${token}`]));
    expect(issuer.asked).toEqual([
      { form: { grant_type: 'refresh_token', refresh_token: 'first' }, authorization: `Basic ${btoa('me:s%2F3')}` },
    ]);
    expect(await readFile(file, 'utf8')).toBe(before.replace(/id-token: .*/, `id-token: ${token}`).replace('first', 'second'));
    const next = await clientOf(file);
    await call(next.client);
    expect(next.sent).toEqual([`Bearer ${token}`]);
    expect(issuer.asked).toHaveLength(1);
  });

  test('is refreshed once after a 401, and the call is repeated once', async () => {
    const [old, token] = [fresh('old'), fresh('new')];
    issuer.answers = [{ body: { id_token: token } }];
    const { client, sent } = await clientOf(
      await kubeconfig({ 'id-token': old, 'refresh-token': 'r' }),
      (header) => header === `Bearer ${token}`,
    );
    expect(await call(client)).toBe('fine');
    expect(sent).toEqual([`Bearer ${old}`, `Bearer ${token}`]);
  });

  test('takes what another program has written into the kubeconfig before it asks the provider', async () => {
    const theirs = fresh('theirs');
    const file = await kubeconfig({ 'id-token': expired(), 'refresh-token': 'r' });
    const { client, sent } = await clientOf(file);
    await kubeconfig({ 'id-token': theirs, 'refresh-token': 'second' }, file);
    await call(client);
    expect([sent, issuer.asked]).toEqual([[`Bearer ${theirs}`], []]);
  });

  test('leaves alone what another login has put in its place meanwhile', async () => {
    const file = await kubeconfig({ 'refresh-token': 'r' });
    const { client, sent } = await clientOf(file);
    const other = { 'client-id': 'another', 'refresh-token': 'theirs' };
    await kubeconfig(other, file);
    const text = await readFile(file, 'utf8');
    await call(client);
    expect(sent).toHaveLength(1);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test.each<[string, Readonly<Record<string, string>>, object, object]>([
    [
      'in the form where the provider takes no header',
      { 'client-secret': 's' },
      { token_endpoint_auth_methods_supported: ['client_secret_post'] },
      { form: { grant_type: 'refresh_token', refresh_token: 'r', client_id: 'me', client_secret: 's' }, authorization: undefined },
    ],
    [
      'by name alone where it has no secret',
      {},
      {},
      { form: { grant_type: 'refresh_token', refresh_token: 'r', client_id: 'me' }, authorization: undefined },
    ],
  ])('says who asks %s', async (_what, config, discovery, asked) => {
    issuer.discovery = { ...discovery };
    await call((await clientOf(await kubeconfig({ 'refresh-token': 'r', ...config }))).client);
    expect(issuer.asked).toEqual([asked]);
  });

  test('that cannot be kept is used all the same, and the process is warned', async () => {
    const file = await kubeconfig({ 'refresh-token': 'r' });
    const { client, sent } = await clientOf(file);
    await writeFile(`${file}.lock`, ''); // a lock that nobody gives back
    await call(client);
    await rm(`${file}.lock`);
    expect(sent).toHaveLength(1);
    expect(emitWarning.mock.calls).toEqual([
      [
        expect.stringContaining(`could not be kept, so the next program may have to log in again: ${file}: another program is writing it`),
        { type: 'KubeWarning', code: 'KUBE_OIDC' },
      ],
    ]);
    await chmod(file, 0o600);
  });

  test.each<[string, Readonly<Record<string, string>>, { readonly answer?: object; readonly discovery?: object }, RegExp]>([
    [
      'has no refresh-token',
      { 'id-token': 'hunter2' },
      {},
      /id-token is missing or has expired, and there is no refresh-token: log in again/,
    ],
    [
      'is used up',
      {},
      { answer: { status: 400, body: { error: 'invalid_grant', error_description: 'hunter2' } } },
      /^the identity provider 127\.0\.0\.1:\d+ refused \(400, invalid_grant\): the refresh-token is used up; log in again$/,
    ],
    ['is refused in words that may be secret', {}, { answer: { status: 403, body: { error: 'hunter2 is bad' } } }, /refused \(403\)$/],
    [
      'is answered with a page',
      {},
      { answer: { status: 200, body: '<html>hunter2' } },
      /answered 200 without what was asked for; redirects are not followed: is this the URL of the issuer itself\?$/,
    ],
    ['is answered with a redirect', {}, { answer: { status: 302, body: 'hunter2' } }, /answered 302 without what was asked for/],
    ['is answered without an end', {}, { answer: { status: 200, body: ' '.repeat(3 * 1024 * 1024) } }, /answered 200 without/],
    [
      'gives no id-token',
      {},
      { answer: { body: { access_token: 'hunter2' } } },
      /gave no id-token for the refresh-token: either the scope "openid"/,
    ],
    [
      'names no token endpoint',
      {},
      { discovery: { token_endpoint: null } },
      /the token_endpoint that it names is no URL that begins with https/,
    ],
    [
      'names one in the clear',
      {},
      { discovery: { token_endpoint: 'http://hunter2/token' } },
      /the token_endpoint that it names is no URL that begins with https/,
    ],
    [
      'has an issuer in the clear',
      { 'idp-issuer-url': 'http://u:hunter2@h' },
      {},
      /^the identity provider h cannot be asked: the issuer is no URL that begins with https/,
    ],
    ['is signed by nobody that is known', { 'idp-certificate-authority-data': '' }, {}, /cannot be asked$/],
    ['gives a token of two lines', {}, { answer: { body: { id_token: 'hunter2\n' } } }, /the id-token/],
  ])('that %s ends in words, and shows no secret', async (what, config, { answer, discovery = {} }, words) => {
    if (answer !== undefined) issuer.answers = [answer as Issuer['answers'][0]];
    issuer.discovery = { ...discovery };
    const given = {
      'id-token': '',
      'refresh-token': what === 'has no refresh-token' ? '' : 'hunter2',
      'client-secret': 'hunter2',
      ...config,
    };
    const error = await call((await clientOf(await kubeconfig(given))).client);
    expect(error).toMatchObject({ code: expect.stringMatching(/^(oidc|header)$/), message: expect.stringMatching(words) });
    expect(inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error)).not.toContain('hunter2');
  });
});
