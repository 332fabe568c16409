import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '../client/client.js';
import { CustomResourceDefinition } from '../k8s/apiextensions-v1.js';
import { ConfigMap } from '../k8s/core-v1.js';
import { codecFor, type Codec } from '../protobuf/codec.js';
import { inEnvelope, inFrame, openEnvelope } from '../protobuf/envelope.js';
import { dynamicResource } from '../resource/dynamic.js';
import { respond, respondJson, type KubeRequest, type KubeResponse } from '../request/http.js';
import type { ListOptions } from '../request/params.js';
import { metadataOf } from '../resource/metadata.js';
import { Decoder } from '../protobuf/decode.js';
import { Api } from './api.js';
import { decoding, type Decoding } from './encoding.js';

const protobuf = 'application/vnd.kubernetes.protobuf';

let codec: Codec;

beforeAll(async () => {
  const found = await codecFor({ group: '', version: 'v1' });
  if (found === undefined) throw new Error('core/v1 has no table');
  codec = found;
});

/** A ConfigMap as a server stores it. */
const stored = (name: string, version: string) => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name, namespace: 'web', uid: `u-${name}`, resourceVersion: version, creationTimestamp: '2026-01-01T00:00:00Z' },
  data: { a: '1' },
});
const bookmark = (version: string) => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { resourceVersion: version, annotations: { 'k8s.io/initial-events-end': 'true' } },
});

/** The same with a field of a number that no table has, as a newer server writes it. */
function newer(object: ReturnType<typeof stored>): Uint8Array {
  const { apiVersion, kind, raw } = openEnvelope(codec.bytes(object));
  return inEnvelope({ apiVersion, kind, raw: Buffer.concat([raw, Buffer.from([0xfa, 0x06, 1, 120])]) });
}

interface Sent {
  readonly accept: unknown;
  readonly path: string;
}

/** A client that gets these answers in turn, and what it asked. */
function scripted(...answers: readonly ((request: KubeRequest) => KubeResponse)[]) {
  const sent: Sent[] = [];
  const service = async (request: KubeRequest): Promise<KubeResponse> => {
    sent.push({ accept: request.headers['accept'], path: request.path });
    const answer = answers[sent.length - 1];
    if (answer === undefined) throw new Error('nothing was scripted');
    return answer(request);
  };
  const client = Client.of(service, { encoding: 'auto' });
  return { client, maps: Api.namespaced(client, ConfigMap, 'web'), sent, accepted: () => sent.map(({ accept }) => accept) };
}

const bytes = (body: Uint8Array) => () => respond(200, body, { 'content-type': protobuf });
const json = (body: unknown) => () => respondJson(200, body);
const frames = (...events: readonly (readonly [type: string, object: Uint8Array])[]) => {
  const body = Buffer.concat(events.map(([type, object]) => inFrame({ type, object })));
  return () => respond(200, body, { 'content-type': `${protobuf};stream=watch` });
};
const lines =
  (...events: readonly object[]) =>
  () =>
    respond(200, events.map((event) => `${JSON.stringify(event)}\n`).join(''));

const both = `${protobuf},application/json`;
const as = (kind: string): string => `;as=${kind};g=meta.k8s.io;v=v1`;

describe('what is asked for', () => {
  test('is asked for in Protobuf first, and is the same object in either', async () => {
    const object = stored('x', '7');
    const list = { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '9' }, items: [object] };
    const { maps, accepted } = scripted(bytes(codec.bytes(object)), json(object), bytes(codec.bytes(list)), json(list));
    expect(await maps.get('x')).toStrictEqual(await maps.get('x'));
    expect(await maps.list()).toEqual(await maps.list());
    expect(accepted()).toEqual([both, both, both, both]);
  });

  test('is asked for in JSON by a client that is told so, which is what clients do by themselves', async () => {
    const asked: unknown[] = [];
    const service = async ({ headers }: KubeRequest) => {
      asked.push(headers['accept']);
      return respondJson(200, stored('x', '7'));
    };
    await Api.namespaced(Client.of(service, { encoding: 'json' }), ConfigMap, 'web').get('x');
    await Api.namespaced(Client.of(service), ConfigMap, 'web').get('x');
    expect(asked).toEqual(['application/json', 'application/json']);
    expect(() => Client.of(service, { encoding: 'cbor' as never })).toThrow(expect.objectContaining({ code: 'option' }));
  });

  test('of a custom resource, and of a kind that is stored in JSON, is JSON', async () => {
    const { client, accepted } = scripted(json(stored('x', '7')), json(stored('x', '7')));
    const Website = dynamicResource({ group: 'example.com', version: 'v1', kind: 'Website', plural: 'websites', scope: 'Cluster' });
    await Api.all(client, Website).get('x');
    await Api.all(client, CustomResourceDefinition).get('x');
    expect(accepted()).toEqual(['application/json', 'application/json']);
  });

  test('as metadata alone is Protobuf for any kind', async () => {
    const object = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: stored('x', '7').metadata };
    const { client, accepted } = scripted(bytes(codec.bytes(object)));
    const found = await Api.namespaced(client, metadataOf(ConfigMap), 'web').get('x');
    expect(found.metadata).toEqual(object.metadata);
    const partial = as('PartialObjectMetadata');
    expect(accepted()).toEqual([`${protobuf}${partial},application/json${partial},application/json`]);
  });

  test('is refused as in JSON', async () => {
    const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', message: 'no x', code: 404 };
    const { maps } = scripted(() => respond(404, codec.bytes(status), { 'content-type': protobuf }));
    await expect(maps.get('x')).rejects.toMatchObject({ status: { reason: 'NotFound', message: 'no x' } });
  });
});

describe('a cache', () => {
  test('does not read managedFields, in lists or in watches', async () => {
    const object = stored('x', '7');
    const managed = { ...object, metadata: { ...object.metadata, managedFields: [{ manager: 'm', fieldsV1: { 'f:data': {} } }] } };
    const list = codec.bytes({ kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '9' }, items: [managed] });
    const { maps } = scripted(bytes(list), frames(['ADDED', codec.bytes(managed)]));
    const options: ListOptions & Decoding = { [decoding]: new Decoder({ skipManagedFields: true }) };
    expect((await maps.list(options)).items).toEqual([object]);
    for await (const { object: watched } of maps.watch({ resourceVersion: '4', ...options })) expect(watched).toEqual(object);
  });
});

describe('a field that the tables do not know', () => {
  test('makes its kind JSON from then on, in this client, and is told of', async () => {
    const object = { ...stored('x', '7'), fresh: 'x' };
    const { client, maps, accepted } = scripted(
      bytes(newer(stored('x', '7'))),
      json(object),
      json(object),
      bytes(codec.bytes(stored('y', '1'))),
    );
    const told: unknown[] = [];
    const hear = (message: unknown): void => void told.push(message);
    subscribe('kube-core:encoding:fallback', hear);
    try {
      expect(await maps.get('x')).toEqual(object);
      expect(await maps.get('x')).toEqual(object);
      await Api.namespaced(client, metadataOf(ConfigMap), 'web').get('y');
    } finally {
      unsubscribe('kube-core:encoding:fallback', hear);
    }
    expect(accepted().slice(0, 3)).toEqual([both, 'application/json', 'application/json']);
    expect(accepted()[3]).toContain(protobuf);
    expect(told).toMatchObject([{ call: { verb: 'get' }, error: { message: expect.stringContaining('has a field 111') } }]);
  });
});

describe('a watch', () => {
  const read = async (maps: Api<ConfigMap>, options: object): Promise<readonly (readonly [string, unknown])[]> => {
    const events: (readonly [string, unknown])[] = [];
    for await (const event of maps.watch(options)) {
      const { metadata } = event.object;
      events.push([event.type, [metadata && 'name' in metadata ? metadata.name : undefined, metadata?.resourceVersion]]);
    }
    return events;
  };
  const event = (type: string, name: string, version: string) => ({ type, object: stored(name, version) });

  test('brings its frames as events', async () => {
    const { maps, accepted } = scripted(
      frames(['ADDED', codec.bytes(stored('a', '5'))], ['BOOKMARK', codec.bytes(bookmark('6'))], ['SOON', codec.bytes(stored('a', '7'))]),
    );
    expect(await read(maps, { resourceVersion: '4' })).toEqual([
      ['ADDED', ['a', '5']],
      ['BOOKMARK', [undefined, '6']],
    ]);
    expect(accepted()).toEqual([both]);
  });

  test('that began at no known version is JSON', async () => {
    const { maps, accepted } = scripted(lines(event('ADDED', 'a', '5')), lines(event('ADDED', 'a', '5')));
    await read(maps, {});
    await read(maps, { resourceVersion: '0' });
    expect(accepted()).toEqual(['application/json', 'application/json']);
  });

  test('goes on in JSON behind the last event that it handed on', async () => {
    const { maps, sent } = scripted(
      frames(['ADDED', codec.bytes(stored('a', '5'))], ['MODIFIED', newer(stored('a', '6'))]),
      lines(event('MODIFIED', 'a', '6')),
    );
    expect(await read(maps, { resourceVersion: '4' })).toEqual([
      ['ADDED', ['a', '5']],
      ['MODIFIED', ['a', '6']],
    ]);
    expect(sent[1]?.accept).toBe('application/json');
    expect(new URLSearchParams(sent[1]?.path.split('?')[1]).get('resourceVersion')).toBe('5');
  });

  test('begins anew in JSON within its initial events, and tells what has vanished meanwhile', async () => {
    const { maps, sent } = scripted(
      frames(['ADDED', codec.bytes(stored('a', '5'))], ['ADDED', codec.bytes(stored('b', '5'))], ['ADDED', newer(stored('c', '5'))]),
      lines(event('ADDED', 'b', '5'), event('ADDED', 'c', '6'), { type: 'BOOKMARK', object: bookmark('8') }, event('ADDED', 'd', '9')),
    );
    expect(await read(maps, { sendInitialEvents: true })).toEqual([
      ['ADDED', ['a', '5']],
      ['ADDED', ['b', '5']],
      ['ADDED', ['b', '5']],
      ['ADDED', ['c', '6']],
      ['DELETED', ['a', '5']],
      ['BOOKMARK', [undefined, '8']],
      ['ADDED', ['d', '9']],
    ]);
    expect(sent[1]?.path).toBe(sent[0]?.path);
  });

  test('that was cut within an event is at fault', async () => {
    const whole = inFrame({ type: 'ADDED', object: codec.bytes(stored('a', '5')) });
    const { maps } = scripted(() => respond(200, whole.subarray(0, -3), { 'content-type': `${protobuf};stream=watch` }));
    await expect(read(maps, { resourceVersion: '4' })).rejects.toMatchObject({ code: 'answer' });
  });
});
