import { describe, expect, jest, test } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { Client } from '../client/client.js';
import { respondJson, type KubeResponse } from '../request/http.js';
import { Config } from './config.js';
import { hideSecrets } from './secrets.js';
import type { CredentialsConfig } from './types.js';

const channelNames = ['request:start', 'request:end', 'request:error', 'request:retry', 'watch:connect'].map((name) => `kube-core:${name}`);

/** Repeatable random numbers below 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const fieldsOfUser = ['token', 'password', 'username', 'client-key-data', 'client-certificate-data', 'as', 'as-uid', 'unknown'];
const fieldsOfCluster = ['server', 'tls-server-name', 'certificate-authority-data', 'proxy-url', 'unknown'];
const execVersion = 'client.authentication.k8s.io/v1beta1';
const dirt = [
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  ':',
  ',',
  '\n',
  '\t',
  ' ',
  '&',
  '*',
  '!',
  '|',
  '>',
  '%',
  '@',
  '`',
  '#',
  '-',
  '\\',
  '?',
  '\0',
  '~',
  '=',
  '/',
];

interface Script {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly below: (end: number) => number;
}

const scriptOf = (random: () => number): Script => {
  const below = (end: number): number => Math.floor(random() * end);
  return { below, pick: (from) => from[below(from.length)]! };
};

const quote = (text: string, { pick }: Script): string =>
  pick([text, `"${text}"`, `'${text}'`, `!!str ${text}`, `&a ${text}`, `|\n      ${text}\n`]);

/** A kubeconfig with the secret in a field, in block or flow style, or JSON. */
function holding(secret: string, script: Script): string {
  const { pick } = script;
  const value = pick([
    secret,
    `https://u:${secret}@h`,
    `${secret}%zz`,
    `-----BEGIN ${secret}`,
    Buffer.from(secret).toString('base64'),
    `${secret}\t`,
  ]);
  const exec = {
    command: pick(['x', value]),
    apiVersion: pick([execVersion, value]),
    args: [value],
    env: [{ [pick(['name', 'value'])]: value }],
  };
  const external = pick([
    {},
    { exec },
    { 'auth-provider': { name: pick(['oidc', 'gcp', value]), config: { [pick(['id-token', 'x'])]: value } } },
  ]);
  const user = { [pick(fieldsOfUser)]: value, ...external };
  const cluster = { server: 'https://h', ...(pick([true, false]) && { [pick(fieldsOfCluster)]: value }) };
  const groups = pick([[], [value]]);
  const json = {
    ...{
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { ...user, 'as-groups': groups, 'as-user-extra': { k: groups } } }],
    },
    ...{ contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: pick(['default', value]) } }], 'current-context': 'x' },
  };
  if (pick([true, false])) return JSON.stringify(json, undefined, pick([0, 1, 2]));
  const block = (fields: Readonly<Record<string, unknown>>): string =>
    Object.entries(fields)
      .map(([name, text]) => [name, typeof text === 'string' ? text : JSON.stringify(text)] as const)
      .map(([name, text]) => `    ${name}: ${quote(text, script)}\n`)
      .join('');
  return `clusters:\n- name: c\n  cluster:\n${block(cluster)}users:\n- name: u\n  user:\n${block(user)}contexts:\n- name: x\n  context: {cluster: c, user: u}\ncurrent-context: x\n`;
}

/** Cut off, or with a character too many, too few, or another. */
function broken(text: string, { pick, below }: Script): string {
  const at = below(text.length + 1);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  return pick([text, before, before + after.slice(1), before + pick(dirt) + after, before + pick(dirt) + after.slice(1)]);
}

const everything = (value: unknown): string =>
  inspect(value, { depth: Infinity, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity });

describe('no secret is shown', () => {
  test('by any error that a kubeconfig leads to, wherever it stands and whatever is broken around it', async () => {
    const script = scriptOf(randomFrom(20_26));
    let refused = 0;
    for (let round = 0; round < 600; round++) {
      const secret = `hunter${round}.${script.below(1e9).toString(36)}`;
      const text = broken(broken(holding(secret, script), script), script);
      try {
        Client.from(await Config.fromKubeconfig({ text, file: '/k/config' }));
      } catch (error) {
        refused++;
        const said = everything(error) + JSON.stringify(error);
        const leaked = [secret, Buffer.from(secret).toString('base64').slice(0, 12)].filter((part) => said.includes(part));
        expect(leaked.length === 0 ? '' : `${text}\n=>\n${said}`).toBe('');
      }
    }
    expect(refused).toBeGreaterThan(200);
  });

  const user = `username: "", token: hunter2, client-certificate-data: ${btoa('C')}, client-key-data: ${btoa('hunter2 key')}`;
  const text = `clusters: [{name: c, cluster: {server: "https://h", proxy-url: "http://u:hunter2@p"}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x`;

  test.each<[string, (config: Config) => unknown]>([
    ['itself', (config) => config],
    ['a copy', (config) => ({ ...config })],
    [
      'a copy with another namespace and other TLS',
      (config) => ({ ...config, defaultNamespace: 'web', tls: { ...config.tls, insecure: true } }),
    ],
    ['its credentials', (config) => config.credentials],
    ['something that holds it', (config) => ({ deep: [{ config }] })],
  ])('of a configuration: %s', async (_what, of) => {
    const config = await Config.fromKubeconfig({ text });
    for (const shown of [inspect(of(config), { depth: Infinity }), JSON.stringify(of(config))]) {
      expect(shown).not.toContain('hunter2');
      expect(shown).toContain('(hidden)');
    }
  });

  test.each([
    ['a name and password', 'username: u, password: hunter2'],
    ['a token beside a token file', 'token: hunter2, tokenFile: /t'],
    [
      'what a plugin is given',
      'exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, provideClusterInfo: true, args: [hunter2], env: [{name: A, value: hunter2}]}',
    ],
  ])('of %s', async (_what, credentials) => {
    const config = await Config.fromKubeconfig({ text: text.replace(user, credentials) });
    expect(inspect(config, { depth: Infinity }) + JSON.stringify(config)).not.toContain('hunter2');
  });

  test('of a client', async () => {
    const config = await Config.fromKubeconfig({ text });
    const client = Client.from({ ...config, tls: {} });
    expect(everything(client) + JSON.stringify(client)).not.toContain('hunter2');
  });

  test('and a copy still asks with them', async () => {
    const sent: unknown[] = [];
    const transport = (request: { readonly headers: unknown }): Promise<never> => {
      sent.push(request.headers);
      return Promise.reject(new Error('enough'));
    };
    const copy = { ...(await Config.fromKubeconfig({ text })), defaultNamespace: 'web' };
    await expect(Client.from(copy, { transport }).text({ method: 'GET', path: '/', headers: {} })).rejects.toThrow('enough');
    expect(sent).toEqual([expect.objectContaining({ authorization: 'Bearer hunter2' })]);
  });
});

/** Every way to say who asks, with a secret in each part that holds one; what fails in it fails with the secret at hand. */
const kinds: readonly (readonly [string, CredentialsConfig])[] = [
  ['a token', { type: 'token', token: 'hunter2' }],
  ['a token beside a file that is missing', { type: 'token-file', file: '/nowhere/token', token: 'hunter2' }],
  ['a name and password', { type: 'basic', username: 'u', password: 'hunter2' }],
  [
    'a plugin that fails',
    { type: 'exec', apiVersion: execVersion, command: '/bin/false', interactiveMode: 'Never', args: ['hunter2'], env: { A: 'hunter2' } },
  ],
  [
    'a plugin that writes no JSON',
    { type: 'exec', apiVersion: execVersion, command: '/bin/echo', interactiveMode: 'Never', args: ['hunter2'] },
  ],
  ['a function that gives a bad time', { type: 'token-source', token: () => ({ token: 'hunter2', expiresAt: 'hunter2' }) }],
  ['a function that gives a token', { type: 'token-source', token: () => ({ token: 'hunter2' }) }],
  [
    'a login whose provider is not there',
    {
      ...{ type: 'oidc', issuer: 'https://u:hunter2@127.0.0.1:1', clientId: 'c', clientSecret: 'hunter2' },
      ...{ idToken: 'hunter2.x.y', refreshToken: 'hunter2' },
    },
  ],
];

describe('no secret is shown, whatever says who asks,', () => {
  test('by the table: it has every kind', () => {
    expect(new Set(kinds.map(([, { type }]) => type)).size).toBe(6);
  });

  test.each(kinds)('by configuration, client, error, log, warning or trace: %s', async (_what, credentials) => {
    const config = hideSecrets({
      ...{ server: 'https://127.0.0.1:1', defaultNamespace: 'default', tls: { key: { data: 'hunter2' } }, credentials },
      proxy: false,
    });
    const said: string[] = [everything(config.credentials.type), inspect(config, { depth: Infinity }), JSON.stringify(config)];
    const spies = [
      jest.spyOn(process, 'emitWarning').mockImplementation((...warning: readonly unknown[]) => void said.push(everything(warning))),
      ...(['log', 'warn', 'error', 'debug', 'info'] as const).map((name) =>
        jest.spyOn(console, name).mockImplementation((...line) => void said.push(everything(line))),
      ),
    ];
    let traces = 0;
    const note = (message: unknown): void => {
      traces++;
      said.push(everything(message));
    };
    for (const name of channelNames) subscribe(name, note);
    const refusing = (): Promise<KubeResponse> => Promise.resolve(respondJson(401, { kind: 'Status', code: 401, message: 'no' }));
    for (const transport of [undefined, refusing]) {
      await using client = Client.from({ ...config, tls: {} }, transport && { transport });
      said.push(everything(client), JSON.stringify(client));
      const error: unknown = await client.text('GET', '/api?continue=hunter2').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      said.push(everything(error), JSON.stringify(error), String(error));
    }
    for (const spy of spies) spy.mockRestore();
    for (const name of channelNames) unsubscribe(name, note);
    expect(traces).toBeGreaterThanOrEqual(4);
    const encoded = ['hunter2', btoa('u:hunter2'), btoa('c:hunter2'), encodeURIComponent('hunter2')];
    expect(said.filter((text) => encoded.some((secret) => text.includes(secret)))).toEqual([]);
  });
});
