import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { Composer } from 'yaml';
import { Kubeconfig } from '../../kubeconfig.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubeconfig-value-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}
const textOf = (path: string): Promise<string> => readFile(path, 'utf8');
const stacked = (...files: readonly string[]): Promise<Kubeconfig> => Kubeconfig.read({ env: { KUBECONFIG: files.join(delimiter) } });

const text = `# mine
apiVersion: v1
kind: Config
clusters:
- name: prod # the big one
  cluster:
    server: https://prod:6443
    certificate-authority: pki/ca.crt
    colour: green
users:
# who asks
- name: jane
  user: {token: 'abc'}

contexts:
- name: prod
  context: {cluster: prod, user: jane}
current-context: prod # daily
`;

describe('a kubeconfig', () => {
  test('tells its contexts, clusters and users by name, as they stand in the file', async () => {
    const kubeconfig = await Kubeconfig.fromText(text, { file: '/k/config' });
    expect(kubeconfig.currentContext).toBe('prod');
    expect([...kubeconfig.contexts]).toEqual([['prod', { cluster: 'prod', user: 'jane' }]]);
    expect(kubeconfig.clusters.get('prod')).toEqual({
      server: 'https://prod:6443',
      'certificate-authority': 'pki/ca.crt',
      colour: 'green',
    });
    expect(kubeconfig.users.get('jane')?.token).toBe('abc');
    expect([kubeconfig.fileOf('users', 'jane'), kubeconfig.fileOf('users', 'joe')]).toEqual(['/k/config', undefined]);
  });

  test('makes the configuration of any of its contexts', async () => {
    const kubeconfig = (await Kubeconfig.fromText(text, { file: '/k/config' })).set({
      contexts: { staging: { cluster: 'prod', namespace: 'web' } },
    });
    expect(kubeconfig.config()).toMatchObject({
      context: 'prod',
      tls: { ca: { file: '/k/pki/ca.crt' } },
      credentials: { type: 'token', token: 'abc' },
    });
    expect(kubeconfig.config({ context: 'staging', as: 'joe' })).toMatchObject({ defaultNamespace: 'web', impersonate: { user: 'joe' } });
    expect(() => kubeconfig.config({ context: 'none' })).toThrow(
      'there is no context "none"; choose one of its contexts: "prod", "staging"',
    );
  });

  test('shows no secret, and gives it to who asks for it', async () => {
    const secrets = (await Kubeconfig.fromText(text)).set({
      clusters: { prod: { 'proxy-url': 'http://u:hunter2@p' }, open: { server: 'https://u:hunter2@h' } },
      contexts: { prod: { extensions: [{ name: 'x', extension: 'hunter2' }] } },
      users: {
        jane: { token: 'hunter2', 'client-key-data': btoa('hunter2') },
        joe: { password: 'hunter2', exec: { command: 'x', args: ['hunter2'], env: [{ name: 'A', value: 'hunter2' }] } },
        jim: { 'auth-provider': { name: 'oidc', config: { 'refresh-token': 'hunter2' } } },
      },
    });
    const { users, clusters, contexts } = secrets;
    const shown =
      inspect([secrets, users, clusters, contexts], { depth: Infinity }) + JSON.stringify([[...users], [...clusters], [...contexts]]);
    const json = JSON.stringify(secrets);
    expect(JSON.parse(json)).toMatchObject({ currentContext: 'prod', users: { jane: { token: '(hidden)' } }, clusters: { prod: {} } });
    expect(json).not.toMatch(/hunter2|aHVudGVyMg/);
    expect(shown).not.toContain('hunter2');
    expect(shown).not.toContain(btoa('hunter2'));
    expect(users.get('joe')?.exec?.args).toEqual(['hunter2']);
  });

  test('is not changed by what is set: that is another one', async () => {
    const before = await Kubeconfig.fromText(text);
    expect(before.set({ currentContext: 'other' }).currentContext).toBe('other');
    expect(before.currentContext).toBe('prod');
  });
});

describe('what is set', () => {
  const set = async (...changes: readonly Parameters<Kubeconfig['set']>[0][]): Promise<string> =>
    changes.reduce((kubeconfig, change) => kubeconfig.set(change), await Kubeconfig.fromText(text)).text();

  test('changes its own lines alone: comments, order, quotes and unknown fields stay', async () => {
    expect(
      await set({
        users: { jane: { token: 'new' } },
        contexts: { prod: { namespace: 'web' } },
        clusters: { prod: { server: 'https://other' } },
      }),
    ).toBe(
      text.replace("'abc'", "'new'").replace('https://prod:6443', 'https://other').replace('user: jane}', 'user: jane, namespace: web}'),
    );
  });

  test('adds entries behind those that are there', async () => {
    expect(await set({ contexts: { staging: { cluster: 'prod', user: 'jane' } }, currentContext: 'staging' })).toBe(
      text
        .replace('current-context: prod', '- context:\n    cluster: prod\n    user: jane\n  name: staging\ncurrent-context: prod')
        .replace('current-context: prod', 'current-context: staging'),
    );
  });

  test('takes fields away with null, merges maps and replaces lists', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'aws', args: ['a', 'b'], interactiveMode: 'Never' };
    const kubeconfig = (await Kubeconfig.fromText(text))
      .set({ users: { jane: { token: null, exec } } })
      .set({ users: { jane: { exec: { args: ['c'], interactiveMode: null } } } });
    expect(kubeconfig.users.get('jane')).toEqual({ exec: { apiVersion: exec.apiVersion, command: 'aws', args: ['c'] } });
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['null', '~'],
    ['a comment', '# empty\n'],
    ['empty lists', 'clusters: []\nusers: null\ncontexts:\n'],
    ['a list in braces', '{clusters: [{name: a, cluster: {}}], contexts: []}'],
    ['Windows lines', 'kind: Config\r\ncontexts:\r\n- name: a\r\n  context: {}\r\n'],
    ['indented lists', 'contexts:\n    - name: a\n      context: {}\n'],
  ])('is read again from %s', async (_what, start) => {
    const names = {
      clusters: { y: { server: 'https://y' } },
      users: { '007': { token: '123' } },
      contexts: { null: { cluster: 'y', user: '007' } },
    };
    const changed = (await Kubeconfig.fromText(start)).set({ ...names, currentContext: 'null' });
    const again = await Kubeconfig.fromText(changed.text());
    expect(again.config()).toMatchObject({ context: 'null', server: 'https://y', credentials: { token: '123' } });
    if (start.includes('\r\n')) expect(changed.text().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('leaves what looks like a time or is a long number as it is written', async () => {
    const odd = `users:
- name: u
  user:
    token: 2001-12-14 21:59:43
    username: 12:30:45
    extensions:
    - name: x
      extension: { long: 12345678901234567890, octal: 0777, real: 1.50, when: 2001-12-14T21:59:43.10-05:00, yes: no }
`;
    const changed = (await Kubeconfig.fromText(odd)).set({ users: { u: { password: 'p' } } });
    expect(changed.text()).toBe(`${odd}    password: p\n`);
  });

  test('leaves JSON as JSON', async () => {
    const json = JSON.stringify({ contexts: [{ name: 'x', context: { cluster: 'c' } }] }, undefined, 2);
    const changed = (await Kubeconfig.fromText(json)).set({ contexts: { x: { namespace: 'on' } }, currentContext: 'x' }).text();
    expect(JSON.parse(changed)).toEqual({ contexts: [{ name: 'x', context: { cluster: 'c', namespace: 'on' } }], 'current-context': 'x' });
    expect(changed).toContain('\n  "contexts"');
  });

  test('leaves long numbers of JSON as they are written', async () => {
    const extensions = '[{"name":"x","extension":{"long":12345678901234567890,"short":5}}]';
    const json = `{"users":[{"name":"u","user":{"extensions":${extensions}}}]}`;
    expect((await Kubeconfig.fromText(json)).set({ currentContext: 'x' }).text()).toBe(`${json.slice(0, -1)},"current-context":"x"}\n`);
  });

  test('goes to the document that defines the entry, and leaves the others', async () => {
    const two = '# one\nusers: [{name: a, user: {token: "1"}}]\n---\n# two\nusers: [{name: b, user: {token: "2"}}]\n';
    expect((await Kubeconfig.fromText(two)).set({ users: { b: { token: '3' } } }).text()).toBe(two.replace('"2"', '"3"'));
  });

  test('makes an alias an entry of its own, and refuses what would change another entry as well', async () => {
    const shared = 'contexts: [{name: a, context: &c {cluster: c}}, {name: b, context: *c}]\n';
    const kubeconfig = await Kubeconfig.fromText(shared, { file: '/k/config' });
    const { contexts } = kubeconfig.set({ contexts: { b: { namespace: 'web' } } });
    expect([contexts.get('a'), contexts.get('b')]).toEqual([{ cluster: 'c' }, { cluster: 'c', namespace: 'web' }]);
    expect(() => kubeconfig.set({ contexts: { a: { namespace: 'web' } } })).toThrow('/k/config: what is to be changed shares parts');
  });

  const anchors = `clusters:
- name: a
  cluster: &base {server: https://a, tls-server-name: x}
- name: b
  cluster: {<<: *base, server: https://b}
users:
- name: u
  user: &u {token: t}
- name: v
  user: *u
contexts:
- &c {name: c, context: {cluster: a}}
- <<: *c
  name: d
`;

  test.each<[string, (kubeconfig: Kubeconfig) => Kubeconfig]>([
    ['a field that comes by a merge', (kubeconfig) => kubeconfig.set({ clusters: { b: { 'tls-server-name': null } } })],
    ['an entry whose parts an alias names', (kubeconfig) => kubeconfig.unset({ users: ['u'] })],
  ])('takes nothing away that others share: %s', async (_what, change) => {
    const kubeconfig = await Kubeconfig.fromText(anchors, { file: '/k/config' });
    expect(() => change(kubeconfig)).toThrow('/k/config: what is to be changed shares parts with another entry');
  });

  test.each(['x: &n {name: a}\nclusters: [{<<: *n, cluster: {}}]\n', 'x: &n {name: a, cluster: {}}\nclusters: [*n]\n'])(
    'finds no entry whose name stands elsewhere, and says so: %j',
    async (start) => {
      const kubeconfig = await Kubeconfig.fromText(start);
      expect(() => kubeconfig.unset({ clusters: ['a'] })).toThrow('shares parts');
      expect(() => kubeconfig.set({ clusters: { a: { server: 'https://a' } } })).toThrow('shares parts');
    },
  );

  test('leaves a field whose value is undefined', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'aws', interactiveMode: 'Never' };
    const kubeconfig = (await Kubeconfig.fromText('')).set({ users: { a: { exec } } });
    const command = undefined as unknown as string; // as a program in JavaScript gives it
    expect(kubeconfig.set({ users: { a: { exec: { command } } } }).users.get('a')).toEqual({ exec });
  });

  test('is refused where it is misspelt or of another type, and no value is shown', async () => {
    const kubeconfig = await Kubeconfig.fromText(text, { file: '/k/config' });
    const wrong = (changes: unknown) => () => kubeconfig.set(changes as object);
    expect(wrong({ context: {} })).toThrow('set() has no option "context"; did you mean contexts?');
    expect(wrong({ users: { jane: { tokenfile: '/t' } } })).toThrow('did you mean tokenFile?');
    expect(wrong({ users: { jane: { token: 5 } } })).toThrow(/^\/k\/config:\d+:\d+: token is not text/);
    expect(wrong({ users: { jane: null } })).toThrow('the options of an entry of users are an object');
    expect(wrong({ users: { jane: { 'client-key-data': 'hunter2!' } } })).toThrow(/client-key-data is no base64$/);
    expect(() => kubeconfig.unset({ user: ['jane'] } as object)).toThrow('did you mean users?');
    expect(() => kubeconfig.config({ contxt: 'prod' } as object)).toThrow('config() has no option "contxt"; did you mean context?');
    await expect(Kubeconfig.fromText(undefined as never)).rejects.toThrow('takes the text of a kubeconfig; this is undefined');
    await expect(Kubeconfig.read({ file: '' })).rejects.toThrow('give the path of a file');
    await expect(kubeconfig.write({ fil: '/k/other' } as object)).rejects.toThrow('write() has no option "fil"');
  });
});

describe('a kubeconfig of many aliases', () => {
  test.each(['clusters', 'users'])('is read in no time, whatever it merges: %s', async (list) => {
    const levels = Array.from({ length: 30 }, (_, at) => `- &l${at + 1} {<<: [${`*l${at}, `.repeat(8)}*l${at}]}`);
    const bomb = `x:\n- &l0 {namespace: a}\n${levels.join('\n')}\n${list}:\n- name: a\n  ${list.slice(0, -1)}: *l30\n`;
    const before = performance.now();
    expect((await Kubeconfig.fromText(bomb))[list as 'users'].size).toBe(1);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('what is unset', () => {
  test('goes with all that belongs to it', async () => {
    const kubeconfig = (await Kubeconfig.fromText(text)).unset({ users: ['jane', 'nobody'], contexts: ['prod'], currentContext: true });
    expect([kubeconfig.users.size, kubeconfig.contexts.size, kubeconfig.currentContext]).toEqual([0, 0, undefined]);
    expect(kubeconfig.text()).toContain('name: prod # the big one');
  });
});

describe('merging', () => {
  test('adds what is not there, with absolute paths, and leaves what is', async () => {
    const other = await Kubeconfig.fromText(
      'clusters: [{name: prod, cluster: {server: "https://no"}}, {name: kind, cluster: {server: "https://kind", certificate-authority: ca}}]\nusers: [{name: kind, user: {exec: {command: bin/x}, tokenFile: /t}}]\ncurrent-context: kind',
      { file: '/other/config' },
    );
    const merged = (await Kubeconfig.fromText(text)).merge(other);
    expect(merged.currentContext).toBe('prod');
    expect([...merged.clusters.keys()]).toEqual(['prod', 'kind']);
    expect(merged.clusters.get('kind')).toEqual({ server: 'https://kind', 'certificate-authority': '/other/ca' });
    expect(merged.users.get('kind')).toEqual({ exec: { command: '/other/bin/x' }, tokenFile: '/t' });
    expect((await Kubeconfig.fromText('')).merge(other).currentContext).toBe('kind');
    expect(merged.text()).toContain('# who asks');
  });

  test('makes the path of an identity provider absolute as well', async () => {
    const provider = { name: 'oidc', config: { 'idp-certificate-authority': 'idp.crt', 'client-id': 'me' } };
    const other = (await Kubeconfig.fromText('', { file: '/other/config' })).set({ users: { a: { 'auth-provider': provider } } });
    expect((await Kubeconfig.fromText(text)).merge(other).users.get('a')?.['auth-provider']?.config).toEqual({
      ...provider.config,
      'idp-certificate-authority': '/other/idp.crt',
    });
  });

  test('of many entries reads each file but once more', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `c${at}`);
    const entries = names.map((name) => `- {name: ${name}, cluster: {server: "https://${name}"}}`);
    const other = await Kubeconfig.fromText(`clusters:\n${entries.join('\n')}\n`);
    const parse = jest.spyOn(Composer.prototype, 'compose');
    expect((await Kubeconfig.fromText('')).merge(other).clusters.size).toBe(200);
    expect(parse.mock.calls.length).toBeGreaterThan(0);
    expect(parse.mock.calls.length).toBeLessThan(6);
    parse.mockRestore();
  });
});

describe('writing', () => {
  test('puts each change into the file that defines its entry, and new ones into the first that there is', async () => {
    const [missing, a, b] = [
      join(directory, 'stack/missing'),
      await file('stack/a', '# a\nusers: [{name: jane, user: {token: "1"}}]\n'),
      await file('stack/b', text),
    ];
    const kubeconfig = await stacked(missing, a, b);
    await kubeconfig
      .set({ users: { jane: { token: '2' }, joe: { token: '3' } }, clusters: { prod: { server: 'https://new' } }, currentContext: 'x' })
      .unset({ contexts: ['prod'] })
      .write();
    expect(await readdir(join(directory, 'stack'))).toEqual(['a', 'b']);
    expect(await textOf(a)).toMatch(/^# a\nusers: .*"2".*joe.*\ncurrent-context: x\n$/s);
    expect(await textOf(b)).toBe(
      text
        .replace('https://prod:6443', 'https://new')
        .replace('contexts:\n- name: prod\n  context: {cluster: prod, user: jane}\n', 'contexts: []\n'),
    );
    expect((await stacked(missing, a, b)).currentContext).toBe('x');
  });

  test('clears the current context where it is set, as client-go', async () => {
    const [a, b] = [await file('current/a', 'users: []\n'), await file('current/b', text)];
    await (await stacked(a, b)).unset({ currentContext: true }).write();
    expect([await textOf(a), await textOf(b)]).toEqual(['users: []\n', text.replace('current-context: prod', 'current-context: ""')]);
  });

  test('makes a file that is missing, with its folder, for its owner alone; what is there keeps its mode', async () => {
    const home = join(directory, 'home');
    const fresh = await Kubeconfig.read({ env: {}, home });
    expect(() => fresh.config()).toThrow('there is no such file');
    await fresh.set({ clusters: { c: { server: 'https://h' } } }).write();
    const made = join(home, '.kube/config');
    expect((await stat(made)).mode & 0o777).toBe(0o600);
    expect(await textOf(made)).toBe('apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: https://h\n  name: c\n');
    await chmod(made, 0o640);
    await (await Kubeconfig.read({ env: {}, home })).set({ clusters: { d: { server: 'https://h' } } }).write();
    expect((await stat(made)).mode & 0o777).toBe(0o640);
  });

  test('leaves a link a link', async () => {
    const real = await file('link/real', text);
    const link = join(directory, 'link/config');
    await symlink(real, link);
    await (await Kubeconfig.read({ file: link })).set({ currentContext: 'x' }).write();
    expect([await readlink(link), await textOf(real)]).toEqual([real, text.replace('current-context: prod', 'current-context: x')]);
  });

  const mayMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
  (mayMount ? test : test.skip)('writes into a file that is mounted alone, as a container does it', async () => {
    const [real, mounted] = [await file('mounted/real', text), await file('mounted/config', '')];
    const core = new URL('../../../index.ts', import.meta.url).href;
    const program = `
      const { Kubeconfig } = await import(${JSON.stringify(core)});
      await (await Kubeconfig.read({ file: process.argv[1] })).set({ currentContext: 'x' }).write();`;
    const node = [process.execPath, '--conditions=kube-source', '--import', 'tsx', '--input-type=module', '--eval', program, mounted];
    const shell = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
    const { status, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', shell, 'sh', real, mounted, ...node], {
      cwd: fileURLToPath(new URL('../../../..', import.meta.url)),
      env: { ...process.env, NODE_OPTIONS: '' },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(await textOf(real)).toBe(text.replace('current-context: prod', 'current-context: x'));
    expect((await readdir(join(directory, 'mounted'))).toSorted()).toEqual(['config', 'real']);
  });

  test('makes what a link leads to where that is not there yet', async () => {
    const [real, link] = [await file('dangling/real', ''), join(directory, 'dangling/config')];
    await rm(real);
    await symlink('real', link);
    await (await Kubeconfig.read({ file: link })).set({ currentContext: 'x' }).write();
    expect([await readlink(link), await textOf(real)]).toEqual(['real', 'apiVersion: v1\nkind: Config\ncurrent-context: x\n']);
  });

  test('into another folder makes paths absolute, and keeps all else', async () => {
    const from = await Kubeconfig.read({ file: await file('from/config', text) });
    const [beside, away] = [join(directory, 'from/beside'), join(directory, 'away/config')];
    await from.write({ file: beside });
    await from.write({ file: away });
    expect(await textOf(beside)).toBe(text);
    expect(await textOf(away)).toBe(text.replace('pki/ca.crt', join(directory, 'from/pki/ca.crt')));
  });

  test('keeps what another program has written meanwhile', async () => {
    const path = await file('meanwhile', text);
    const kubeconfig = (await Kubeconfig.read({ file: path })).set({ users: { jane: { token: 'mine' } } });
    await writeFile(path, text.replace('current-context: prod', 'current-context: theirs'));
    await kubeconfig.write();
    expect(await textOf(path)).toBe(text.replace('current-context: prod', 'current-context: theirs').replace("'abc'", "'mine'"));
  });

  test('waits for the lock of another program, loses nothing of twenty at a time, and leaves no lock', async () => {
    const path = await file('locked/config', '');
    await writeFile(`${path}.lock`, '');
    const all = Array.from({ length: 20 }, async (_, index) =>
      (await Kubeconfig.read({ file: path })).set({ users: { [`u${index}`]: { token: 't' } } }).write(),
    );
    setTimeout(() => void rm(`${path}.lock`), 100);
    await Promise.all(all);
    expect((await Kubeconfig.read({ file: path })).users.size).toBe(20);
    expect(await readdir(join(directory, 'locked'))).toEqual(['config']);
  });

  test('that would change nothing touches nothing', async () => {
    const path = await file('same', text);
    await chmod(path, 0o400);
    const { mtimeMs, ino } = await stat(path);
    await (await Kubeconfig.read({ file: path })).set({ currentContext: 'prod' }).write();
    expect(await stat(path)).toMatchObject({ mtimeMs, ino });
  });

  test('needs a file, and puts all of a stack into the one that is named', async () => {
    await expect((await Kubeconfig.fromText('')).set({ currentContext: 'x' }).write()).rejects.toThrow("name one: write({ file: '…' })");
    const [a, b] = [await file('flat/a/config', 'current-context: prod'), await file('flat/b/config', text)];
    const flat = join(directory, 'flat/flat');
    await (await stacked(a, b)).write({ file: flat });
    expect((await Kubeconfig.read({ file: flat })).config()).toMatchObject({
      context: 'prod',
      tls: { ca: { file: join(directory, 'flat/b/pki/ca.crt') } },
    });
    await expect((await Kubeconfig.fromText('')).write({ file: join(a, 'below') })).rejects.toMatchObject({
      code: 'kubeconfig',
      message: expect.stringContaining('cannot be written'),
    });
  });
});
