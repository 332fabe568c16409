import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, codeOf, isNotFound, messageOf } from 'kube-core';
import { CertificateSigningRequest, ConfigMap, Namespace, Secret } from 'kube-core/k8s';
import { applyManifest, approve, deny, diffManifest, wait, type Applied } from 'kube-core/ops';

const namespace = `core-ops-${randomUUID().slice(0, 8)}`;
let client: Client;
let maps: Api<ConfigMap>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-'));
  client = await Client.tryDefault({ fieldManager: 'kubectl' });
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  maps = Api.namespaced(client, ConfigMap, namespace);
});
afterAll(async () => {
  await Api.all(client, Namespace).delete(namespace);
  await client.close();
  await rm(folder, { recursive: true });
});

/** What kubectl says of a manifest, whatever its exit code. */
async function kubectl(
  objects: readonly object[],
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string }> {
  const file = join(folder, 'manifest.json');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  const env = { ...process.env, KUBECTL_APPLYSET: 'true' };
  try {
    const { stdout } = await promisify(execFile)('kubectl', [...args, '--server-side', '-n', namespace, '-f', file], { env });
    return { code: 0, stdout };
  } catch (error) {
    return { code: Number(codeOf(error) ?? Reflect.get(error as object, 'code')), stdout: String(Reflect.get(error as object, 'stdout')) };
  }
}

/** What every write changes, which kubectl shows, and the empty file of a Secret that it prints as null. */
const noise = /^[-+](?: {2}(?:generation|uid|creationTimestamp): .*|null)$/;

const changedLines = (diff: string): string[] =>
  diff
    .split('\n')
    .filter((line) => /^[-+]/.test(line) && !/^(?:---|\+\+\+) \S*(?:live|merged|LIVE|MERGED)/.test(line) && !noise.test(line))
    .sort();

const metadata = { name: 'web' };
const map = (data: object, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { ...metadata, ...more },
  data,
});
const secret = (stringData: object): object => ({ apiVersion: 'v1', kind: 'Secret', metadata, stringData });
/** A kind with lists and defaults, to whose objects no controller writes meanwhile. */
const template = (spec: object, container: object): object => ({
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata,
  template: { metadata: { labels: { app: 'web' } }, spec: { ...spec, containers: [{ name: 'web', image: 'nginx', ...container }] } },
});
const texts = {
  yes: 'yes', number: '010', colon: 'a: b', lines: 'one\ntwo\n', noEnd: 'one\ntwo', quote: "it's", json: '{"a":1}', empty: '', time: '12:30',
  float: '1e3', dash: '- a', hash: 'a #b', lead: ' x', trail: 'x ', nothing: '~', date: '2024-01-01', star: '*a', nul: 'null', at: '@a', crlf: 'a\r\nb',
}; // prettier-ignore

describe('a diff shows the lines that kubectl diff shows', () => {
  test.each<[string, readonly object[], readonly object[]]>([
    ['of a new object', [], [map({ a: 'b' })]],
    ['of a new object with defaults of the server', [], [template({}, { ports: [{ containerPort: 80 }] })]],
    ['of texts that YAML would take for something else', [], [map(texts)]],
    ['of nothing', [map({ a: 'b' })], [map({ a: 'b' })]],
    ['of a value', [map({ a: 'b', c: 'd' })], [map({ a: 'x', c: 'd' })]],
    ['of a field that is no longer wanted', [map({ a: 'b', c: 'd' })], [map({ a: 'b' })]],
    ['of labels and annotations', [map({}, { labels: { a: 'b' } })], [map({}, { labels: { a: 'c' }, annotations: { on: 'true' } })]],
    ['of a line in a text', [map({ a: 'one\ntwo\nthree\n' })], [map({ a: 'one\n2\nthree\n' })]],
    [
      'of a number and an image',
      [template({ terminationGracePeriodSeconds: 1 }, {})],
      [template({ terminationGracePeriodSeconds: 3 }, { image: 'nginx:2' })],
    ],
    ['of an item in a list', [template({}, { args: ['a', 'b'] })], [template({}, { args: ['a', 'x', 'b'] })]],
    ['of a list of maps', [template({}, { env: [{ name: 'A', value: '1' }] })], [template({}, { env: [{ name: 'B', value: '2' }] })]],
    ['of a new Secret', [], [secret({ a: 'one' })]],
    ['of a Secret', [secret({ a: 'one', b: 'two', c: 'three' })], [secret({ a: 'uno', b: 'two', d: 'four' })]],
    ['of several objects', [map({ a: 'b' }), secret({ a: 'one' })], [map({ a: 'c' }), secret({ a: 'two' })]],
  ])('%s', async (_what, before, after) => {
    try {
      if (before.length > 0) await applyManifest(client, before, { namespace, force: true });
      const ours = await diffManifest(client, after, { namespace });
      const theirs = await kubectl(after, 'diff');
      expect(changedLines(ours.text)).toEqual(changedLines(theirs.stdout));
      expect(ours.changed).toBe(theirs.code === 1);
    } finally {
      await kubectl([map({}), secret({}), template({}, {})], 'apply', '--force-conflicts');
      await Promise.all([deleteAll('podtemplates'), deleteAll('configmaps'), deleteAll('secrets')]);
    }
  });

  const deleteAll = (plural: string): Promise<unknown> => client.request('DELETE', `/api/v1/namespaces/${namespace}/${plural}/web`);

  test('and hides the values of a Secret, also those that kubectl has noted in an annotation', async () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"stringData":{"a":"hunter2"}}' };
    const before = { ...secret({ a: 'hunter2' }), metadata: { name: 'noted', annotations } };
    const after = { ...secret({ a: 'other' }), metadata: { name: 'noted', annotations, labels: { a: 'b' } } };
    await applyManifest(client, [before], { namespace });
    const { text } = await diffManifest(client, [after], { namespace });
    expect(text).toContain('*** (after)');
    expect(text).not.toMatch(/hunter2|aHVudGVyMg|b3RoZXI/);
  });
});

const named = (name: string, kind = 'ConfigMap'): object => ({ apiVersion: 'v1', kind, metadata: { name } });
const told = (applied: readonly Applied[]): string[] =>
  applied.map(({ outcome, object }) => `${object.kind} ${object.metadata.name} ${outcome}`);

describe('an apply set', () => {
  const options = { namespace: '', applySet: 'site' };
  beforeAll(() => {
    options.namespace = namespace;
  });

  test('deletes what is no longer in the manifest, and shows it before', async () => {
    await applyManifest(client, [named('a'), named('b'), named('c', 'Secret')], options);
    await maps.create({ metadata: { name: 'by-hand' } });
    expect(told(await applyManifest(client, [named('a')], { ...options, dryRun: true }))).toEqual([
      'ConfigMap a unchanged',
      'ConfigMap b pruned',
      'Secret c pruned',
    ]);
    expect((await diffManifest(client, [named('a')], options)).objects.map(({ outcome, text }) => [outcome, text !== ''])).toEqual([
      ['unchanged', false],
      ['pruned', true],
      ['pruned', true],
    ]);
    expect((await maps.find('b'))?.metadata.name).toBe('b');
    expect(told(await applyManifest(client, [named('a')], options)).slice(1)).toEqual(['ConfigMap b pruned', 'Secret c pruned']);
    expect([await maps.find('b'), await Api.namespaced(client, Secret, namespace).find('c')]).toEqual([undefined, undefined]);
    expect((await maps.find('by-hand'))?.metadata.name).toBe('by-hand');
    expect((await maps.get('site')).metadata.annotations).toMatchObject({ 'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap' });
  });

  test('deletes of the kinds alone that it may, and the others when it may', async () => {
    const kinds = { ...options, applySet: { name: 'kinds', kinds: ['Secret'] } };
    await applyManifest(client, [named('keep'), named('map'), named('secret', 'Secret')], kinds);
    expect(told(await applyManifest(client, [named('keep')], kinds)).slice(1)).toEqual(['Secret secret pruned']);
    expect(told(await applyManifest(client, [named('keep')], { ...options, applySet: 'kinds' })).slice(1)).toEqual([
      'ConfigMap map pruned',
    ]);
  });

  test('leaves an object whose label was copied by somebody else', async () => {
    const set = { ...options, applySet: 'copied' };
    await applyManifest(client, [named('original')], set);
    const { labels = {} } = (await maps.get('original')).metadata;
    await maps.create({ metadata: { name: 'copy', labels } });
    expect(told(await applyManifest(client, [named('original')], set))).toEqual(['ConfigMap original unchanged']);
  });

  test('takes no object of another set, and none of another tool, as kubectl takes none of ours', async () => {
    await applyManifest(client, [named('mine')], { ...options, applySet: 'first' });
    expect(await applyManifest(client, [named('mine')], { ...options, applySet: 'second' }).catch(messageOf)).toMatch(
      /ConfigMap mine belongs to another apply set/,
    );
    await kubectl([named('theirs')], 'apply', '--prune', '--applyset=configmaps/kubectl');
    expect(await applyManifest(client, [named('x')], { ...options, applySet: 'kubectl' }).catch(messageOf)).toMatch(
      /the apply set of kubectl/,
    );
    expect((await kubectl([named('x')], 'apply', '--prune', '--applyset=configmaps/first')).code).toBe(1);
    expect(await applyManifest(client, [], options).catch(messageOf)).toMatch(/holds no object/);
  });

  test('names its members as kubectl does', async () => {
    const { labels } = (await maps.get('theirs')).metadata;
    const id = (await maps.get('kubectl')).metadata.labels?.['applyset.kubernetes.io/id'];
    await maps.delete('kubectl');
    await applyManifest(client, [named('theirs')], { ...options, applySet: 'kubectl' });
    expect((await maps.get('theirs')).metadata.labels).toEqual(labels);
    expect((await maps.get('kubectl')).metadata.labels?.['applyset.kubernetes.io/id']).toBe(id);
  });
});

describe('a wait', () => {
  test('sees what comes, changes and goes', async () => {
    const coming = wait(maps, 'later', { for: 'create', timeoutMs: 10_000 });
    await maps.create({ metadata: { name: 'later', labels: { suite: 'wait' } } });
    expect((await coming)[0]?.metadata.name).toBe('later');
    const changing = wait(maps, { labelSelector: 'suite=wait' }, { for: 'jsonpath={.data.colour}=blue', timeoutMs: 10_000 });
    await maps.patch('later', { merge: { data: { colour: 'blue' } } });
    expect((await changing)[0]?.data).toEqual({ colour: 'blue' });
    const going = wait(maps, { labelSelector: 'suite=wait' }, { for: 'delete', timeoutMs: 10_000 });
    await maps.delete('later');
    expect(await going).toEqual([]);
    expect(await wait(Api.all(client, Namespace), namespace, { for: 'jsonpath={.status.phase}=Active' })).toHaveLength(1);
  });
});

describe('a certificate', () => {
  const requests = (): Api<CertificateSigningRequest> => Api.all(client, CertificateSigningRequest);
  const request = readFileSync(new URL('../csr.pem', import.meta.url)).toString('base64');
  const make = async (): Promise<string> => {
    // No controller signs for it: a certificate that is issued in between would change the request.
    const spec = { request, signerName: 'example.com/nobody', usages: ['client auth'] };
    return (await requests().create({ metadata: { generateName: 'core-ops-' }, spec })).metadata.name;
  };

  test('is approved or denied, once', async () => {
    const [first, second] = [await make(), await make()];
    const { status } = await approve(client, first, { message: 'known' });
    expect(status?.conditions).toMatchObject([{ type: 'Approved', status: 'True', reason: 'Approved', message: 'known' }]);
    const version = (await requests().get(first)).metadata.resourceVersion;
    expect((await approve(client, first)).metadata.resourceVersion).toBe(version);
    expect(await deny(client, first).catch(codeOf)).toBe('certificate');
    expect((await deny(client, second, { reason: 'Unknown' })).status?.conditions?.[0]).toMatchObject({
      type: 'Denied',
      reason: 'Unknown',
    });
    expect(await approve(client, second).catch(codeOf)).toBe('certificate');
    await Promise.all([first, second].map((name) => requests().delete(name)));
    expect(isNotFound(await approve(client, first).catch((error: unknown) => error))).toBe(true);
  });
});
