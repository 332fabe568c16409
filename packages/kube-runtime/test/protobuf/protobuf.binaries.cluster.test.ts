/**
 * Protobuf against JSON on a real kube-apiserver, for every built-in kind: what the tables make is put into etcd, where no validation stands in
 * the way, and is then asked for in both.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Config } from 'kube-core';
import { isObject, objectAt, parseJson, textAt, toJson, type JsonObject } from 'kube-core/json';
import { resources, type ResourceFact } from 'kube-core/openapi';
import { codecFor, Frames, messageFor, type Codec } from 'kube-core/protobuf';
import { startControlPlane, type ControlPlane } from '../control-plane/control-plane.js';
import { sampleOf, type Filling } from './samples.js';

const assets = process.env['KUBEBUILDER_ASSETS'] ?? '';
const protobuf = 'application/vnd.kubernetes.protobuf';
const json = 'application/json';

/** Flow control would stop the server over limits that make no sense. */
const flags = ['--runtime-config=api/all=true', '--feature-gates=AllAlpha=true,AllBeta=true', '--enable-priority-and-fairness=false'];

let controlPlane: ControlPlane;
let client: Client;

beforeAll(async () => {
  controlPlane = await startControlPlane(assets, { flags, controllers: false });
  client = Client.from(await Config.fromKubeconfig({ file: controlPlane.kubeconfig }), { onWarning: false });
}, 120_000);

afterAll(async () => {
  await client.close();
  await controlPlane[Symbol.asyncDispose]();
});

/** Those that are stored: a component status is asked of the component. An APIService that makes no sense would end the server. */
const stored = resources().filter(({ verbs, plural }) => verbs.includes('get') && verbs.includes('watch') && plural !== 'apiservices');

const apiVersionOf = ({ group, version }: ResourceFact): string => (group === '' ? version : `${group}/${version}`);

/** Where kube-apiserver keeps objects whose place is not called as they are. */
const places: Readonly<Record<string, string>> = {
  replicationcontrollers: 'controllers',
  endpoints: 'services/endpoints',
  services: 'services/specs',
  nodes: 'minions',
  ingresses: 'ingress',
  customresourcedefinitions: 'apiextensions.k8s.io/customresourcedefinitions',
};

function keyOf({ plural, scope }: ResourceFact, name: string): string {
  return `/registry/${places[plural] ?? plural}/${scope === 'Namespaced' ? 'default/' : ''}${name}`;
}

function pathOf({ group, version, plural, scope }: ResourceFact, name = ''): string {
  const root = group === '' ? '/api' : `/apis/${group}`;
  return `${root}/${version}/${scope === 'Namespaced' ? 'namespaces/default/' : ''}${plural}${name === '' ? '' : `/${name}`}`;
}

function objectOf(resource: ResourceFact, name: string, filling: Filling): JsonObject {
  const message = messageFor(apiVersionOf(resource), resource.kind);
  if (message === undefined) throw new Error(`the tables have no ${resource.kind}`);
  const made = sampleOf(message, filling);
  const { deletionTimestamp: _, namespace: _namespace, ...metadata } = isObject(made['metadata']) ? made['metadata'] : {};
  const place = resource.scope === 'Namespaced' ? { namespace: 'default' } : {};
  const given = { name, ...place, uid: `u-${name}`, creationTimestamp: '2026-01-01T00:00:00Z', resourceVersion: '' };
  return { apiVersion: apiVersionOf(resource), kind: resource.kind, ...made, metadata: { ...metadata, ...given } };
}

async function bytesFrom(path: string, accept: string): Promise<Buffer> {
  const response = await client.send('GET', path, { headers: { accept } });
  expect(response.headers['content-type']).toContain(accept.split(';')[0]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const jsonFrom = async (path: string, accept = json): Promise<unknown> => parseJson((await bytesFrom(path, accept)).toString());

async function codecOf(resource: ResourceFact): Promise<Codec> {
  const codec = await codecFor(resource);
  if (codec === undefined) throw new Error(`${apiVersionOf(resource)} has no table`);
  return codec;
}

/** JSON in etcd keeps empty lists, which Protobuf, as built-in kinds are stored, does not have. */
function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyLists);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([, inner]) => !(Array.isArray(inner) && inner.length === 0));
  return Object.fromEntries(fields.map(([name, inner]) => [name, withoutEmptyLists(inner)]));
}

/** An object without what two of the same content do not share. */
function withoutVersion(object: unknown, name: string): unknown {
  return parseJson(
    toJson(object)
      .replace(/"resourceVersion":"\d+"/, '"resourceVersion":""')
      .replaceAll(name, 'name'),
  );
}

/** The events of objects in the order of their names. */
function inOrder(events: readonly unknown[]): readonly unknown[] {
  const nameOf = (event: unknown): string => textAt(objectAt(objectAt(event, 'object'), 'metadata'), 'name');
  return [...events].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

const fillings: Readonly<Record<string, Filling>> = {
  full: 'full',
  none: 'none',
  empty: 'empty',
  ...Object.fromEntries([1, 2, 3].map((seed) => [`random-${seed}`, { seed }])),
};
const names = Object.keys(fillings);

describe.each(stored.map((resource) => [`${apiVersionOf(resource)} ${resource.kind}`, resource] as const))('%s', (_, resource) => {
  const nameOf = (filling: string, how: string): string => `${filling}-${how}-${resource.version}`;

  beforeAll(async () => {
    const codec = await codecOf(resource);
    for (const [filling, what] of Object.entries(fillings)) {
      await controlPlane.store(keyOf(resource, nameOf(filling, 'a')), codec.bytes(objectOf(resource, nameOf(filling, 'a'), what)));
      const text = toJson(withoutEmptyLists(objectOf(resource, nameOf(filling, 'b'), what)));
      await controlPlane.store(keyOf(resource, nameOf(filling, 'b')), Buffer.from(text));
    }
  });

  test('is read as its JSON, and what was read is written as it was', async () => {
    const codec = await codecOf(resource);
    for (const filling of names) {
      const path = pathOf(resource, nameOf(filling, 'a'));
      const object = codec.object(await bytesFrom(path, protobuf));
      expect(object).toStrictEqual(await jsonFrom(path));
      expect(codec.object(codec.bytes(object))).toStrictEqual(object);
    }
  });

  test('is written as its JSON is', async () => {
    for (const filling of names) {
      const [a, b] = [await jsonFrom(pathOf(resource, nameOf(filling, 'a'))), await jsonFrom(pathOf(resource, nameOf(filling, 'b')))];
      expect(withoutVersion(a, nameOf(filling, 'a'))).toStrictEqual(withoutVersion(b, nameOf(filling, 'b')));
    }
  });

  test('is listed as its JSON is, whole and as metadata', async () => {
    const codec = await codecOf(resource);
    const path = `${pathOf(resource)}?resourceVersion=0`;
    expect(codec.object(await bytesFrom(path, protobuf))).toStrictEqual(await jsonFrom(path));
    const as = ';as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    expect(codec.object(await bytesFrom(path, protobuf + as))).toStrictEqual(await jsonFrom(path, json + as));
  });

  test('is watched as its JSON is', async () => {
    const codec = await codecOf(resource);
    const { items } = (await jsonFrom(pathOf(resource))) as { readonly items: readonly unknown[] }; // a list of the API
    const [lines, read] = await Promise.all([watched(resource, json, items.length), watched(resource, protobuf, items.length)]);
    const events = lines.toString().trim().split('\n').slice(0, items.length).map(parseJson);
    const frames = [...new Frames().cut(read)].map((frame) => codec.event(frame));
    expect(inOrder(frames)).toStrictEqual(inOrder(events));
    expect(items.length).toBeGreaterThanOrEqual(names.length);
  });
});

/** What a watch brings first: an event for each object. */
async function watched(resource: ResourceFact, accept: string, count: number): Promise<Buffer> {
  const path = `${pathOf(resource)}?watch=1&timeoutSeconds=60&resourceVersion=0`;
  const { body } = await client.send('GET', path, { headers: { accept }, streaming: true });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (accept === json ? bytes.toString().split('\n').length > count : [...new Frames().cut(bytes)].length >= count) break;
  }
  return Buffer.concat(chunks);
}
