import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Config, type InferOptions } from './config.js';
import type { KubeconfigOptions } from './load.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

interface Parts {
  readonly cluster?: string;
  readonly user?: string;
  readonly context?: string;
  readonly more?: string;
}

/** A kubeconfig of one context, its parts in YAML's flow style. */
const kubeconfig = ({ cluster = 'server: "https://h:6443"', user = '', context = '', more = '' }: Parts = {}): string =>
  `clusters: [{name: c, cluster: {${cluster}}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: x, context: {cluster: c, user: u, ${context}}}]
current-context: x
${more}`;

const parse = (parts: Parts, options: KubeconfigOptions = {}): Promise<Config> =>
  Config.fromKubeconfig({ text: kubeconfig(parts), ...options });
const refusal = (parts: Parts | string): Promise<unknown> =>
  Config.fromKubeconfig({ text: typeof parts === 'string' ? parts : kubeconfig(parts), file: '/k/config' }).then(
    (config) => config,
    (error: unknown) => error,
  );
/** What infer finds where there is nothing but the files named. */
const infer = (env: Readonly<Record<string, string>>, options: InferOptions = {}): Promise<Config> =>
  Config.infer({ env, home: join(directory, 'nobody'), ...options });

describe('a kubeconfig', () => {
  test('says where the server is, who asks, and in which namespace', async () => {
    const ca = `certificate-authority-data: ${base64('CA')}, tls-server-name: api.example.com`;
    const user = `client-certificate-data: ${base64('CERT')}, client-key-data: ${base64('KEY')}, token: t`;
    expect(await parse({ cluster: `server: "https://h:6443/", ${ca}`, user, context: 'namespace: web' })).toEqual({
      server: 'https://h:6443',
      defaultNamespace: 'web',
      tls: { ca: { data: 'CA' }, serverName: 'api.example.com', certificate: { data: 'CERT' }, key: { data: 'KEY' } },
      credentials: { type: 'token', token: 't' },
    });
  });

  test('with nothing but a server is anonymous in the namespace default', async () => {
    const expected = { server: 'https://h:6443', defaultNamespace: 'default', tls: {}, credentials: { type: 'none' } };
    expect(await parse({ context: 'namespace: ""' })).toEqual(expected);
    expect(await parse({ context: 'user: nobody' })).toEqual(expected); // a user that is not there is nobody
  });

  test('keeps the path of the server, not its query or fragment', async () => {
    expect((await parse({ cluster: 'server: "https://h/k8s/clusters/c-1/?a=b#c"' })).server).toBe('https://h/k8s/clusters/c-1');
  });

  test('sends no credentials in the clear, but still says whom to impersonate', async () => {
    const user = `token: t, client-certificate-data: ${base64('C')}, client-key-data: ${base64('K')}, as: jane`;
    expect(await parse({ cluster: 'server: "http://h:8080"', user })).toEqual({
      server: 'http://h:8080',
      defaultNamespace: 'default',
      tls: {},
      credentials: { type: 'none' },
      impersonate: { user: 'jane' },
    });
  });

  test.each<[string, string, object]>([
    ['a token', 'token: abc', { type: 'token', token: 'abc' }],
    ['the file where there is a token as well', 'token: abc, tokenFile: /t', { type: 'token-file', file: '/t' }],
    ['a name and password', 'username: u, password: p', { type: 'basic', username: 'u', password: 'p' }],
    ['a name alone', 'username: u', { type: 'basic', username: 'u', password: '' }],
    ['nothing for a password alone', 'password: p', { type: 'none' }],
    ['nothing for what is empty or null', 'token: "", tokenFile: null, username: ""', { type: 'none' }],
    ['a token that looks like a day, which is text to Go', 'token: 2001-12-14', { type: 'token', token: '2001-12-14' }],
    ['a token that looks like a time of day', 'token: 12:30:45', { type: 'token', token: '12:30:45' }],
    ['the last of two tokens', 'token: abc, token: def', { type: 'token', token: 'def' }],
    ['the token beside a plugin, which is then never asked', 'token: abc, exec: {command: x}', { type: 'token', token: 'abc' }],
  ])('authenticates by %s', async (_what, user, credentials) => {
    expect((await parse({ user })).credentials).toEqual(credentials);
  });

  test("authenticates by what the server's URL holds, before anything else, and does not repeat it", async () => {
    const config = await parse({ cluster: 'server: "https://u%40x:p%3A@h:6443"', user: 'token: t' });
    expect(config).toMatchObject({ server: 'https://h:6443', credentials: { type: 'basic', username: 'u@x', password: 'p:' } });
  });

  test('leaves a plugin out where there is a client certificate, and a key where there is none', async () => {
    const user = `client-certificate: /c, client-key: /k, exec: {command: x}`;
    expect(await parse({ user })).toMatchObject({
      tls: { certificate: { file: '/c' }, key: { file: '/k' } },
      credentials: { type: 'none' },
    });
    expect((await parse({ user: 'client-key: /k' })).tls).toEqual({});
  });

  test('impersonates a user with uid, groups and extra', async () => {
    const user = 'as: jane, as-uid: "7", as-groups: [a, b], as-user-extra: {example.com/k: [v, w]}';
    expect((await parse({ user })).impersonate).toEqual({
      user: 'jane',
      uid: '7',
      groups: ['a', 'b'],
      extra: { 'example.com/k': ['v', 'w'] },
    });
    expect((await parse({ user: 'as: jane, as-groups: []' })).impersonate).toEqual({ user: 'jane' });
    expect(await parse({ user: 'as-groups: [], as-user-extra: {}, as: ""' })).not.toHaveProperty('impersonate');
  });

  test('may use anchors, aliases and merges', async () => {
    const more = `
defaults: &d {token: shared, as: jane}
other: &o {<<: *d, as: joe}
users:
- name: u
  user: {<<: [*o, *d], as-uid: "1"}
contexts: [{name: x, context: &x {cluster: c, user: u, namespace: web}}, {name: again, context: *x}]`;
    expect(await Config.fromKubeconfig({ text: kubeconfig({ more }), context: 'again' })).toMatchObject({
      defaultNamespace: 'web',
      credentials: { token: 'shared' },
      impersonate: { user: 'joe', uid: '1' },
    });
  });

  test('may be JSON, begin with a byte order mark, hold null lists and fields that nobody knows', async () => {
    const json = JSON.stringify({
      ...{ kind: 'Config', apiVersion: 'v1', preferences: {}, extensions: [{ name: 'x', extension: 5 }], 'current-context': 'x' },
      ...{
        clusters: [{ name: 'c', cluster: { server: 'https://h', extensions: [1] } }],
        users: null,
        contexts: [{ name: 'x', context: { cluster: 'c' } }],
      },
    });
    expect((await Config.fromKubeconfig({ text: `\uFEFF${json}` })).server).toBe('https://h');
  });

  test('may be the second document of a file: the first to name something wins it', async () => {
    const text = `${kubeconfig({ user: 'token: first' })}\n---\n${kubeconfig({ user: 'token: second' }).replaceAll('name: x', 'name: other')}---\n`;
    expect((await Config.fromKubeconfig({ text, context: 'other' })).credentials).toEqual({ type: 'token', token: 'first' });
  });
});

describe('a kubeconfig is refused, with the place to mend,', () => {
  test.each<[string, Parts | string, RegExp]>([
    ['bad YAML', 'clusters:\n- name: [', /^\/k\/config:2:\d+: bad YAML: /],
    ['a token that is a number', { user: 'token: 123' }, /^\/k\/config:2:33: token is not text; quote it$/],
    ['a token that is octal to YAML 1.1', { user: 'token: 0777' }, /:2:33: token is not text/],
    ['a password that is a boolean to YAML 1.1', { user: 'password: on' }, /:2:36: password is not text/],
    ['a wrong type in an entry that nobody uses', { more: 'users: [{name: v, user: {token: 1}}]' }, /:5:33: token is not text/],
    ['groups that are no text', { user: 'as: a, as-groups: [1]' }, /:2:45: each of as-groups is not text/],
    ['extra that is no lists', { user: 'as: a, as-user-extra: {k: v}' }, /:2:52: as-user-extra.k is not a list/],
    [
      'a flag that is neither true nor false',
      { cluster: 'server: "https://h", insecure-skip-tls-verify: "true"' },
      /:1:79: .* is neither true nor false/,
    ],
    ['a list that is a map', 'contexts: {}', /:1:11: contexts is not a list/],
    ['an item that is text', 'contexts: [x]', /:1:12: each of contexts is not a map/],
    ['a document that is text', 'hello', /:1:1: the kubeconfig is not a map/],
    ['a map that merges itself', 'users: [{name: u, user: &a {<<: *a}}]', /:1:28: << is not a map/],
    ['another kind', 'kind: Pod\napiVersion: v1', /:1:7: this is no kubeconfig: its kind is "Pod", not "Config"/],
    ['another version', 'apiVersion: v2', /:1:13: .* apiVersion is "v2", not "v1"/],
    ['two entries of one name', 'users: [{name: u}, {name: u}]', /:1:20: users names "u" twice/],
    ['bad base64', { user: 'client-key-data: "!!"' }, /:2:43: client-key-data is no base64/],
    ['base64 that is cut off', { cluster: 'server: "https://h", certificate-authority-data: YWJ' }, /:1:81: .* is no base64/],
    [
      'no current context',
      'contexts: [{name: a}, {name: b}]',
      /^\/k\/config: no current-context is set; choose one of its contexts: a, b$/,
    ],
    ['nothing in it', '', /no current-context is set; it has no contexts/],
    ['a context that is not there', { more: 'current-context: z' }, /there is no context "z"; choose one of its contexts: x/],
    ['a cluster that is not there', { context: 'cluster: z' }, /:3:12: context "x" names cluster "z", which is not there/],
    ['a cluster without a server', { cluster: '' }, /:1:12: cluster "c" has no server/],
    ['a server without a scheme', { cluster: 'server: "localhost:8080"' }, /:1:12: the server of cluster "c" is no URL/],
    ['a proxy', { cluster: 'server: "https://h", proxy-url: "http://p"' }, /:1:12: .*proxy-url, which is not supported yet/],
    [
      'insecure with a CA',
      { cluster: 'server: "https://h", insecure-skip-tls-verify: yes, certificate-authority: /ca' },
      /exclude each other/,
    ],
    [
      'data and file',
      { cluster: `server: "https://h", certificate-authority: /ca, certificate-authority-data: ${base64('x')}` },
      /are both set/,
    ],
    ['a certificate without its key', { user: 'client-certificate: /c' }, /:2:9: client-certificate has no client-key/],
    ['a token and a name', { user: 'token: t, username: u' }, /has both a token and a username/],
    ['a token file and a name', { user: 'tokenFile: t, username: u' }, /has both a token and a username/],
    ['groups without a user', { user: 'as-groups: [a]' }, /need as: whom to impersonate/],
    ['exec', { user: 'exec: {command: x}' }, /:2:9: the user authenticates by exec, which is not supported yet/],
    ['auth-provider', { user: 'auth-provider: {name: gcp}' }, /:2:9: the user authenticates by auth-provider/],
  ])('for %s', async (_what, text, words) => {
    const error = await refusal(text);
    expect(error).toMatchObject({ name: 'KubeconfigError', code: 'kubeconfig', file: '/k/config', message: expect.stringMatching(words) });
  });

  test('and never shows a secret', async () => {
    for (const parts of [
      { cluster: 'server: "ftp://u:hunter2@h"' },
      { user: 'token: hunter2, username: u' },
      { user: 'client-key-data: "hunter2!"' },
      { user: 'password: [hunter2]' },
    ])
      expect(String(await refusal(parts))).toEqual(expect.not.stringContaining('hunter2'));
  });
});

describe('the files of KUBECONFIG', () => {
  test('are merged: the first to name an entry wins it whole, the first current context wins', async () => {
    const first = await file('merge/1', 'users: [{name: u, user: {username: name}}]\ncurrent-context: ""');
    const second = await file('merge/2', kubeconfig({ user: 'password: p, token: t' }));
    const third = await file('merge/3', kubeconfig({ cluster: 'server: "https://other"' }));
    const missing = join(directory, 'merge/missing');
    const config = await infer({ KUBECONFIG: ['', missing, first, second, third, first].join(delimiter) });
    expect(config).toMatchObject({ server: 'https://h:6443', credentials: { type: 'basic', username: 'name', password: '' } });
  });

  test('resolve paths beside the file that holds them, also where that is a link', async () => {
    const user = 'tokenFile: t/token, client-certificate: ../c, client-key: /abs/k';
    const real = await file('paths/real/config', kubeconfig({ cluster: 'server: "https://h", certificate-authority: ca.crt', user }));
    await mkdir(join(directory, 'paths/links'), { recursive: true });
    const link = join(directory, 'paths/links/config');
    await symlink(real, link);
    expect(await infer({ KUBECONFIG: link })).toMatchObject({
      tls: {
        ca: { file: join(directory, 'paths/links/ca.crt') },
        certificate: { file: join(directory, 'paths/c') },
        key: { file: '/abs/k' },
      },
      credentials: { file: join(directory, 'paths/links/t/token') },
    });
  });

  test('may be written in UTF-16, as PowerShell does', async () => {
    const little = Buffer.from(`\uFEFF${kubeconfig()}`, 'utf16le');
    for (const [name, bytes] of [
      ['le', little],
      ['be', Buffer.from(little).swap16()],
    ] as const)
      expect((await infer({ KUBECONFIG: await file(`utf16/${name}`, bytes) })).server).toBe('https://h:6443');
  });

  test('default to ~/.kube/config', async () => {
    await file('home/.kube/config', kubeconfig());
    expect((await infer({}, { home: join(directory, 'home') })).server).toBe('https://h:6443');
  });

  test('must be readable where they exist, and parse, each of them', async () => {
    const plain = await file('bad/plain', kubeconfig());
    const broken = await file('bad/broken', 'users: {');
    await expect(infer({ KUBECONFIG: directory })).rejects.toMatchObject({
      code: 'kubeconfig',
      message: `${directory}: cannot be read (EISDIR)`,
    });
    await expect(infer({ KUBECONFIG: join(plain, 'below') })).rejects.toThrow('cannot be read (ENOTDIR)');
    await expect(infer({ KUBECONFIG: [plain, broken].join(delimiter) })).rejects.toThrow(`${broken}:1:`);
  });

  test('may be missing, unless one is asked for by name', async () => {
    const missing = join(directory, 'missing');
    await expect(Config.fromKubeconfig({ env: { KUBECONFIG: missing } })).rejects.toThrow(`${missing}: there is no such file`);
    await expect(Config.fromKubeconfig({ file: missing })).rejects.toThrow(`${missing}: cannot be read (ENOENT)`);
  });
});

describe('in a cluster', () => {
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
  const account = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
    for (const [path, text] of Object.entries(files)) await file(join(name, path), text);
    return join(directory, name);
  };

  test('server, CA, token file and namespace come from environment and service account', async () => {
    const serviceAccountDirectory = await account('sa', { token: 't', 'ca.crt': 'CA', namespace: 'web\n' });
    const config = {
      server: 'https://10.0.0.1:443',
      defaultNamespace: 'web',
      tls: { ca: { file: join(serviceAccountDirectory, 'ca.crt') } },
      credentials: { type: 'token-file', file: join(serviceAccountDirectory, 'token') },
    };
    expect(await Config.inCluster({ env, serviceAccountDirectory })).toEqual(config);
    expect(await infer(env, { serviceAccountDirectory })).toEqual(config);
  });

  test('POD_NAMESPACE beats the file, an IPv6 address gets its brackets, and without a CA those of Node are trusted', async () => {
    const serviceAccountDirectory = await account('bare', { token: 't', namespace: 'web' });
    const options = { env: { ...env, KUBERNETES_SERVICE_HOST: 'fd00::1', POD_NAMESPACE: 'mine' }, serviceAccountDirectory };
    expect(await Config.inCluster(options)).toMatchObject({ server: 'https://[fd00::1]:443', defaultNamespace: 'mine', tls: {} });
    expect((await Config.inCluster({ ...options, env: { ...env, POD_NAMESPACE: '' } })).defaultNamespace).toBe('web');
    const empty = await account('empty', { token: 't', namespace: ' ' });
    expect((await Config.inCluster({ env, serviceAccountDirectory: empty })).defaultNamespace).toBe('default');
  });

  test('is refused without the environment or the token, saying which', async () => {
    await expect(Config.inCluster({ env: {} })).rejects.toMatchObject({
      code: 'in-cluster',
      message: expect.stringContaining('KUBERNETES_SERVICE_HOST'),
    });
    await expect(Config.inCluster({ env: { ...env, KUBERNETES_SERVICE_PORT: '' } })).rejects.toMatchObject({ code: 'in-cluster' });
    const none = join(directory, 'none');
    await expect(Config.inCluster({ env, serviceAccountDirectory: none })).rejects.toThrow(`token at ${join(none, 'token')} (ENOENT)`);
  });
});

describe('infer', () => {
  test('names both causes and what to set where there is neither', async () => {
    const missing = join(directory, 'missing');
    const error: unknown = await infer({ KUBECONFIG: missing }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'config-not-found', cause: { errors: [{ code: 'kubeconfig' }, { code: 'in-cluster' }] } });
    for (const words of [missing, 'KUBERNETES_SERVICE_HOST', 'Set KUBECONFIG']) expect(String(error)).toContain(words);
  });

  test('goes on to the cluster where the kubeconfig has no current context, not where it is wrong', async () => {
    const serviceAccountDirectory = await file('inferred/token', 't').then((path) => join(path, '..'));
    const inside = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    const none = await file('infer/none', 'contexts: [{name: a}]');
    const wrong = await file('infer/wrong', kubeconfig({ context: 'cluster: z' }));
    expect((await infer({ ...inside, KUBECONFIG: none }, { serviceAccountDirectory })).server).toBe('https://10.0.0.1:443');
    await expect(infer({ ...inside, KUBECONFIG: wrong }, { serviceAccountDirectory })).rejects.toMatchObject({ code: 'kubeconfig' });
  });

  test('never takes the cluster around it for a context or file that was asked for by name', async () => {
    const inside = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    const serviceAccountDirectory = await file('asked/token', 't').then((path) => join(path, '..'));
    const empty = await file('asked/empty', '');
    await expect(infer(inside, { serviceAccountDirectory, context: 'prod' })).rejects.toMatchObject({ code: 'kubeconfig' });
    await expect(infer(inside, { serviceAccountDirectory, file: empty })).rejects.toMatchObject({ code: 'kubeconfig' });
  });
});
