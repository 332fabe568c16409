import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Config, type InferOptions } from './config.js';
import type { KubeconfigOptions } from './kubeconfig/load.js';

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

const plugin = 'command: ./x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never';

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
      context: 'x',
      server: 'https://h:6443',
      defaultNamespace: 'web',
      tls: {
        ca: { data: 'CA', origin: 'certificate-authority-data of kubeconfig:1:87' },
        serverName: 'api.example.com',
        certificate: { data: 'CERT', origin: 'client-certificate-data of kubeconfig:2:51' },
        key: { data: 'KEY', origin: 'client-key-data of kubeconfig:2:78' },
      },
      credentials: { type: 'token', token: 't' },
    });
  });

  test('with nothing but a server is anonymous in the namespace default', async () => {
    const expected = { context: 'x', server: 'https://h:6443', defaultNamespace: 'default', tls: {}, credentials: { type: 'none' } };
    expect(await parse({ context: 'namespace: ""' })).toEqual(expected);
    expect(await parse({ context: 'user: nobody' })).toEqual(expected); // a user that is not there is nobody
  });

  test('keeps the path of the server, not its query or fragment', async () => {
    expect((await parse({ cluster: 'server: "https://h/k8s/clusters/c-1/?a=b#c"' })).server).toBe('https://h/k8s/clusters/c-1');
  });

  test('sends no credentials in the clear, but still says whom to impersonate', async () => {
    const user = `token: t, client-certificate-data: ${base64('C')}, client-key-data: ${base64('K')}, as: jane`;
    expect(await parse({ cluster: 'server: "http://h:8080"', user })).toEqual({
      context: 'x',
      server: 'http://h:8080',
      defaultNamespace: 'default',
      tls: {},
      credentials: { type: 'none' },
      impersonate: { user: 'jane' },
    });
  });

  test.each<[string, string, object]>([
    ['a token', 'token: abc', { type: 'token', token: 'abc' }],
    ['the file where there is a token as well', 'token: abc, tokenFile: /t', { type: 'token-file', file: '/t', token: 'abc' }],
    ['a name and password', 'username: u, password: p', { type: 'basic', username: 'u', password: 'p' }],
    ['a name alone', 'username: u', { type: 'basic', username: 'u', password: '' }],
    ['nothing for a password alone', 'password: p', { type: 'none' }],
    ['nothing for what is empty or null', 'token: "", tokenFile: null, username: ""', { type: 'none' }],
    ['a token that looks like a day, which is text to Go', 'token: 2001-12-14', { type: 'token', token: '2001-12-14' }],
    ['a token that looks like a time of day', 'token: 12:30:45', { type: 'token', token: '12:30:45' }],
    ['the last of two tokens', 'token: abc, token: def', { type: 'token', token: 'def' }],
    ['the token beside a plugin, which is then never asked', `token: abc, exec: {${plugin}}`, { type: 'token', token: 'abc' }],
  ])('authenticates by %s', async (_what, user, credentials) => {
    expect((await parse({ user })).credentials).toEqual(credentials);
  });

  test('authenticates by a plugin beside the file, which is told of the cluster where it wants to be', async () => {
    const extension = 'extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: prod}}]';
    const text = kubeconfig({
      cluster: `server: "https://h/x/", certificate-authority: ca.crt, ${extension}`,
      user: `exec: {${plugin}, args: [a], env: [{name: A, value: b}], installHint: get it, provideClusterInfo: true}`,
    });
    const { credentials } = await Config.fromKubeconfig({ text, file: '/k/config' });
    expect(credentials).toMatchObject({
      ...{ type: 'exec', apiVersion: 'client.authentication.k8s.io/v1', command: '/k/x', args: ['a'], env: { A: 'b' } },
      ...{ interactiveMode: 'Never', installHint: 'get it' },
      cluster: { server: 'https://h/x/', ca: { file: '/k/ca.crt' }, config: { audience: 'prod' } },
    });
  });

  test('gives way to what the program says', async () => {
    const overrides: KubeconfigOptions = {
      server: 'https://other',
      token: 'mine',
      namespace: 'web',
      as: 'jane',
      asGroups: ['a'],
      insecure: true,
    };
    expect(
      await parse({ cluster: 'server: "https://h", certificate-authority: /ca, tls-server-name: name', user: 'tokenFile: /t' }, overrides),
    ).toEqual({
      ...{ context: 'x', server: 'https://other', defaultNamespace: 'web', tls: { insecure: true } },
      ...{ credentials: { type: 'token', token: 'mine' }, impersonate: { user: 'jane', groups: ['a'] } },
    });
    await expect(parse({}, { user: 'z' })).rejects.toThrow('the option user: there is no user "z"');
    await expect(parse({}, { cluster: 'z' })).rejects.toThrow('the option cluster: there is no cluster "z"');
    await expect(parse({}, { certificateAuthority: '/ca', insecure: true })).rejects.toThrow('the option insecure: ');
  });

  test('needs no file where the program names server and token', async () => {
    const config = await infer({ KUBECONFIG: join(directory, 'none') }, { server: 'https://h', token: 't' });
    expect(config).toEqual({ server: 'https://h', defaultNamespace: 'default', tls: {}, credentials: { type: 'token', token: 't' } });
  });

  test("authenticates by what the server's URL holds, before anything else, and does not repeat it", async () => {
    const config = await parse({ cluster: 'server: "https://u%40x:p%3A@h:6443"', user: 'token: t' });
    expect(config).toMatchObject({ server: 'https://h:6443', credentials: { type: 'basic', username: 'u@x', password: 'p:' } });
  });

  test('leaves a plugin out where there is a client certificate, and a key where there is none', async () => {
    const user = `client-certificate: /c, client-key: /k, exec: {${plugin}}`;
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
    ['extra that is no lists', { user: 'as: a, as-user-extra: {k: v}' }, /:2:52: a key of as-user-extra is not a list/],
    [
      'a flag that is neither true nor false',
      { cluster: 'server: "https://h", insecure-skip-tls-verify: "true"' },
      /:1:79: .* is neither true nor false/,
    ],
    ['a list that is a map', 'contexts: {}', /:1:11: contexts is not a list/],
    ['an item that is text', 'contexts: [x]', /:1:12: each of contexts is not a map/],
    ['a document that is text', 'hello', /:1:1: the kubeconfig is not a map/],
    ['a map that merges itself', 'users: [{name: u, user: &a {<<: *a}}]', /:1:28: << is not a map/],
    ['another kind', 'kind: Pod\napiVersion: v1', /:1:7: this is no kubeconfig: its kind is not "Config"/],
    ['another version', 'apiVersion: v2', /:1:13: .* apiVersion is not "v1"/],
    ['two entries of one name', 'users: [{name: u}, {name: u}]', /:1:27: another of users has this name; rename one/],
    ['bad base64', { user: 'client-key-data: "!!"' }, /:2:43: client-key-data is no base64/],
    ['base64 that is cut off', { cluster: 'server: "https://h", certificate-authority-data: YWJ' }, /:1:81: .* is no base64/],
    [
      'no current context',
      'contexts: [{name: a}, {name: b}]',
      /^\/k\/config: no current-context is set; choose one of its contexts: "a", "b"$/,
    ],
    ['nothing in it', '', /no current-context is set; it has no contexts/],
    [
      'a context that is not there',
      kubeconfig().replace('current-context: x', 'current-context: z'),
      /^\/k\/config:4:18: there is no context "z"; choose one of its contexts: "x"$/,
    ],
    ['a cluster that is not there', { context: 'cluster: z' }, /:3:62: context "x" names cluster "z", which is not there/],
    ['a cluster without a server', { cluster: '' }, /:1:12: the cluster has no server/],
    ['a server without a scheme, with a path', { cluster: 'server: "localhost:8080/x"' }, /:1:40: the server is no URL/],
    [
      'a proxy of another scheme',
      { cluster: 'server: "https://h", proxy-url: "ftp://me:hunter2@p"' },
      /:1:64: the proxy-url is no URL of a/,
    ],
    ['a proxy without a scheme', { cluster: 'server: "https://h", proxy-url: "proxy:3128"' }, /:1:64: the proxy-url is no URL of a proxy/],
    ['a proxy of socks5h', { cluster: 'server: "https://h", proxy-url: "socks5h://p"' }, /:1:64: write socks5 for socks5h/],
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
    ['a name in the URL that cannot be decoded', { cluster: 'server: "https://u%zz:p@h"' }, /:1:40: .* percent-encoded/],
    ['a password in the URL that cannot be decoded', { cluster: 'server: "https://u:%@h"' }, /:1:40: .* percent-encoded/],
    ['a token of two lines', { user: 'token: "a\\nb"' }, /:2:33: token holds a line break/],
    ['a user to act as of two lines', { user: 'as: "a\\nb"' }, /:2:30: as holds a line break/],
    ['a group of two lines', { user: 'as: a, as-groups: [a, "a\\nb"]' }, /:2:48: as-groups holds a line break/],
    ['PEM where a path belongs', { user: 'client-certificate: "-----BEGIN CERTIFICATE-----"' }, /:2:46: client-certificate is the path/],
    ['a long token where a path belongs', { user: `tokenFile: ${'x'.repeat(300)}` }, /:2:37: tokenFile is the path of a file, and this/],
    ['what an alias names', 'x: &x 12\nusers: [{name: u, user: {token: *x}}]', /:1:7: token is not text/],
    ['an alias that names nothing', { user: 'token: *x' }, /:2:33: (token is not text|bad YAML)/],
    ['a control character', 'kind: Config # \u0007', /:1:16: bad YAML: a control character/],
    ['a second document', 'kind: Config\n---\r\n\r\nusers: 1', /:4:8: users is not a list/],
    ['lines that end as in Windows', 'kind: Config\r\nusers: 1', /:2:8: users is not a list/],
    ['a byte order mark before the place', '\uFEFFusers: 1', /:1:8: users is not a list/],
    ['brackets without end', `a: ${'['.repeat(100_000)}`, /^\/k\/config:1:1: bad YAML: it is nested too deeply$/],
    ['lists in lists without end', '- '.repeat(100_000), /^\/k\/config:1:1: bad YAML: it is nested too deeply$/],
    ['maps in maps without end', '? '.repeat(100_000), /^\/k\/config:1:1: bad YAML: it is nested too deeply$/],
    ['a token and a name', { user: 'token: t, username: u' }, /has both a token and a username/],
    ['a token file and a name', { user: 'tokenFile: t, username: u' }, /has both a token and a username/],
    ['groups without a user', { user: 'as-groups: [a]' }, /need as: whom to impersonate/],
    ['a plugin without a command', { user: 'exec: {}' }, /:2:32: exec has no apiVersion/],
    ['a plugin of an unknown protocol', { user: 'exec: {command: x, apiVersion: v2}' }, /:2:57: exec speaks a protocol that is not known/],
    [
      'a plugin that is told how to ask, wrongly',
      { user: `exec: {${plugin.replace('Never', 'Ever')}}` },
      /the interactiveMode of exec must be one of/,
    ],
    [
      'a plugin with a variable without a name',
      { user: `exec: {${plugin}, env: [{value: a}]}` },
      /a variable in the env of exec has no name/,
    ],
    [
      'a plugin beside an auth-provider',
      { user: `exec: {${plugin}}, auth-provider: {name: oidc}` },
      /both an exec plugin and an auth-provider/,
    ],
    ['the auth-provider gcp', { user: 'auth-provider: {name: gcp}' }, /:2:48: the auth-provider "gcp" .* install gke-gcloud-auth-plugin/],
    ['the auth-provider azure', { user: 'auth-provider: {name: azure}' }, /the auth-provider "azure" .* install kubelogin/],
    ['another auth-provider', { user: 'auth-provider: {name: mine}' }, /the auth-provider is not known/],
  ])('for %s', async (_what, text, words) => {
    const error = await refusal(text);
    expect(error).toMatchObject({ name: 'KubeconfigError', code: 'kubeconfig', file: '/k/config', message: expect.stringMatching(words) });
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

  test('are none where KUBECONFIG names none but separators', async () => {
    await file('separators/.kube/config', kubeconfig());
    await expect(infer({ KUBECONFIG: delimiter.repeat(3) }, { home: join(directory, 'separators') })).rejects.toMatchObject({
      code: 'config-not-found',
    });
  });

  test('are blamed each for its own fault', async () => {
    const names = await file('blame/names', 'current-context: z');
    const server = await file('blame/server', 'clusters: [{name: c, cluster: {server: "https://u%zz:p@h"}}]');
    const cluster = await file('blame/cluster', 'contexts: [{name: x, context: {cluster: nowhere}}]\ncurrent-context: x');
    const rest = await file('blame/rest', kubeconfig());
    const blamed = async (...files: readonly string[]): Promise<unknown> =>
      infer({ KUBECONFIG: files.join(delimiter) }).catch((error: unknown) => error);
    expect(await blamed(rest.replace('rest', 'missing'), names, rest)).toMatchObject({ file: names, position: { line: 1, column: 18 } });
    expect(await blamed(server, rest)).toMatchObject({ file: server, position: { line: 1, column: 40 } });
    expect(await blamed(cluster, rest)).toMatchObject({ file: cluster, position: { line: 1, column: 41 } });
    const none = Config.fromKubeconfig({ env: { KUBECONFIG: [server, server.replace('server', 'none')].join(delimiter) } });
    await expect(none).rejects.toMatchObject({ file: server });
    const both = await file('blame/both', 'contexts: [{name: a}]');
    await expect(Config.fromKubeconfig({ env: { KUBECONFIG: [both, server].join(delimiter) } })).rejects.toMatchObject({
      file: undefined,
      message: `kubeconfig: no current-context is set; choose one of its contexts: "a" (in ${both}, ${server})`,
    });
  });

  test.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff])],
    ['UTF-8 that is cut off', Buffer.from([0x61, 0x3a, 0x20, 0xc3])],
    ['UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8])],
  ])('are refused where they are no %s', async (what, bytes) => {
    const path = await file(`bytes/${what}`, bytes);
    await expect(infer({ KUBECONFIG: path })).rejects.toMatchObject({ code: 'kubeconfig', file: path });
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

  test('are all named in one error where several are wrong', async () => {
    const good = await file('several/good', kubeconfig());
    const broken = await file('several/broken', 'users: {');
    const folder = join(directory, 'several');
    const error: unknown = await infer({ KUBECONFIG: [broken, good, folder].join(delimiter) }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'kubeconfig', file: undefined, cause: { errors: [{ file: broken }, { file: folder }] } });
    expect(String(error)).toContain(`2 files are to be mended: ${broken}:1:9: bad YAML`);
    expect(String(error)).toContain(`; ${folder}: cannot be read (EISDIR)`);
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
      disableCompression: true,
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

describe('a kubeconfig inside a pod', () => {
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
  const inPod = async (context: string, more: Readonly<Record<string, string>> = {}): Promise<string> => {
    await file('inside/token', 't');
    await file('inside/namespace', 'of-the-account');
    const KUBECONFIG = await file('inside/config', kubeconfig({ context }));
    return (await infer({ ...env, KUBECONFIG, ...more }, { serviceAccountDirectory: join(directory, 'inside') })).defaultNamespace;
  };

  test('that names no namespace means that of the pod, as in client-go', async () => {
    expect(await inPod('')).toBe('of-the-account');
    expect(await inPod('namespace: ""')).toBe('of-the-account');
    expect(await inPod('', { POD_NAMESPACE: 'of-the-pod' })).toBe('of-the-pod');
  });

  test('that names one means it, also where that is the default', async () => {
    expect(await inPod('namespace: default', { POD_NAMESPACE: 'of-the-pod' })).toBe('default');
    expect(await inPod('namespace: web')).toBe('web');
  });

  test('means the default namespace outside of a pod, whatever POD_NAMESPACE says', async () => {
    const KUBECONFIG = await file('outside/config', kubeconfig());
    expect((await infer({ KUBECONFIG, POD_NAMESPACE: 'stray' })).defaultNamespace).toBe('default');
    const none = join(directory, 'outside/none');
    expect((await infer({ ...env, KUBECONFIG, POD_NAMESPACE: 'stray' }, { serviceAccountDirectory: none })).defaultNamespace).toBe(
      'default',
    );
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
