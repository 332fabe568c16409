import { beforeAll, describe, expect, test } from '@jest/globals';
import { codecFor, type Codec } from './codec.js';
import { Decoder } from './decode.js';
import { inEnvelope, inFrame, openEnvelope } from './envelope.js';
import { Frames } from './frames.js';
import { Sink } from './sink.js';

/** A Namespace as kube-apiserver 1.35 sends it. */
const namespace = Buffer.from(
  'azhzAAoPCgJ2MRIJTmFtZXNwYWNlEocCCuwBCgdkZWZhdWx0EgAaACIAKiRkZTU3OTIzZC0wZDM2LTRiZTYtOTZhMi1kN2JkYTVlODMwOTcyATg4AEIICMqZ' +
    'pdgGEABaJgoba3ViZXJuZXRlcy5pby9tZXRhZGF0YS5uYW1lEgdkZWZhdWx0igF9Cg5rdWJlLWFwaXNlcnZlchIGVXBkYXRlGgJ2MSIICMqZpdgGEAAyCEZp' +
    'ZWxkc1YxOkkKR3siZjptZXRhZGF0YSI6eyJmOmxhYmVscyI6eyIuIjp7fSwiZjprdWJlcm5ldGVzLmlvL21ldGFkYXRhLm5hbWUiOnt9fX19QgASDAoKa3Vi' +
    'ZXJuZXRlcxoICgZBY3RpdmUaACIA',
  'base64',
);

let codec: Codec;

beforeAll(async () => {
  const found = await codecFor({ group: '', version: 'v1' });
  if (found === undefined) throw new Error('core/v1 has no table');
  codec = found;
  await codecFor({ group: 'apps', version: 'v1' });
});

/** What comes back of an object of the core group. */
const back = (object: object): unknown => codec.object(codec.bytes({ apiVersion: 'v1', ...object }));

describe('an object', () => {
  const managed = { 'f:metadata': { 'f:labels': { '.': {}, 'f:kubernetes.io/metadata.name': {} } } };
  const time = '2026-11-27T09:26:34Z';
  const metadata = {
    name: 'default',
    uid: 'de57923d-0d36-4be6-96a2-d7bda5e83097',
    resourceVersion: '8',
    creationTimestamp: time,
    labels: { 'kubernetes.io/metadata.name': 'default' },
  };
  const entry = { manager: 'kube-apiserver', operation: 'Update', apiVersion: 'v1', time, fieldsType: 'FieldsV1', fieldsV1: managed };
  const rest = { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };

  test('is the JSON that the server sends for it', () => {
    const managedFields = [entry];
    expect(codec.object(namespace)).toStrictEqual({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { ...metadata, managedFields },
      ...rest,
    });
  });

  test('is without managedFields where nobody wants them', () => {
    const decoder = new Decoder({ skipManagedFields: true });
    expect(codec.object(namespace, decoder)).toStrictEqual({ kind: 'Namespace', apiVersion: 'v1', metadata, ...rest });
  });

  test('is written as the server writes it, byte by byte', () => {
    expect(Buffer.from(codec.bytes(codec.object(namespace))).toString('hex')).toBe(namespace.toString('hex'));
  });

  test('that was cut off anywhere is refused', () => {
    const end = namespace.length - '\x1a\0\x22\0'.length; // behind it stand two empty fields that may be absent
    for (let at = 0; at < end; at++) expect(() => codec.object(namespace.subarray(0, at))).toThrow();
  });

  test('has empty fields as Go has them', () => {
    expect(back({ kind: 'Pod', spec: { containers: [{ name: 'a' }] } })).toStrictEqual({
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {},
      spec: { containers: [{ name: 'a', resources: {} }] },
      status: {},
    });
    expect(back({ kind: 'LimitRange', spec: {} })).toMatchObject({ spec: { limits: null } });
    expect(back({ kind: 'PodList' })).toStrictEqual({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [] });
    expect(back({ kind: 'Node', status: { conditions: [{ type: 'Ready' }] } })).toMatchObject({
      status: { conditions: [{ type: 'Ready', status: '', lastHeartbeatTime: null, lastTransitionTime: null }] },
    });
  });

  test('keeps what a pointer says of zero', () => {
    const spec = { automountServiceAccountToken: false, priority: 0, hostNetwork: false };
    expect(back({ kind: 'Pod', spec })).toMatchObject({ spec: { automountServiceAccountToken: false, priority: 0 } });
    expect(back({ kind: 'Pod', spec })).not.toHaveProperty('spec.hostNetwork');
  });

  test('keeps names that objects of JavaScript have', () => {
    const data = JSON.parse('{"__proto__":"a","constructor":"b","1":"c"}') as object;
    expect(back({ kind: 'ConfigMap', data })).toStrictEqual({ kind: 'ConfigMap', apiVersion: 'v1', metadata: {}, data });
  });

  test('keeps integers that no double can hold', () => {
    const metadata = { generation: 9_007_199_254_740_993n };
    expect(back({ kind: 'ConfigMap', metadata })).toMatchObject({ metadata });
    expect(back({ kind: 'ConfigMap', metadata: { generation: -1 } })).toMatchObject({ metadata: { generation: -1 } });
  });

  test('of which the tables do not know a field is refused, by its number', () => {
    const { apiVersion, kind, raw } = openEnvelope(namespace);
    const sink = new Sink();
    sink.raw(raw);
    sink.varint((99 << 3) | 2);
    sink.text('new');
    expect(() => codec.object(inEnvelope({ apiVersion, kind, raw: sink.taken() }))).toThrow('core.v1.Namespace has a field 99');
    expect(() => codec.object(inEnvelope({ apiVersion: 'v9', kind, raw }))).toThrow('the tables have no Namespace of v9');
  });

  test.each([
    [{ kind: 'Pod', spec: { colour: 'red' } }, 'spec.colour is no field of core.v1.PodSpec'],
    [{ kind: 'Pod', spec: { containers: {} } }, 'spec.containers is'],
    [{ kind: 'Pod', spec: { containers: [{ name: 7 }] } }, 'spec.containers[0].name is'],
    [{ kind: 'Pod', spec: { priority: 1.5 } }, 'spec.priority is'],
    [{ kind: 'Pod', metadata: { creationTimestamp: 'now' } }, 'metadata.creationTimestamp is'],
  ])('of JSON that fits no message is refused with its place: %j', (object, message) => {
    expect(() => back(object)).toThrow(message);
  });
});

describe('a watch', () => {
  test('comes in frames, cut anywhere', () => {
    const frame = inFrame({ type: 'ADDED', object: namespace });
    const bytes = Buffer.concat([frame, inFrame({ type: 'DELETED', object: namespace }), frame]);
    for (const size of [1, 3, 4, 5, 100, frame.length, frame.length + 2, bytes.length]) {
      const frames = new Frames();
      const events: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size)
        for (const each of frames.cut(bytes.subarray(at, at + size))) events.push(codec.event(each).type);
      expect(events).toEqual(['ADDED', 'DELETED', 'ADDED']);
      expect(frames.isOpen).toBe(false);
    }
  });

  test('refuses a frame that is longer than any is', () => {
    expect(() => [...new Frames().cut(Buffer.from([0xff, 0, 0, 0, 0]))]).toThrow(expect.objectContaining({ code: 'line-too-long' }));
  });
});
