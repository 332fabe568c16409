/** Requests by chance, the same for the same seed: {@link randomRequests}. Most begin as good ones and are then spoiled somewhere. */
import { put, toJson } from 'kube-core/json';
import type { KubeRequest } from 'kube-core/service';

/** Chance that can be repeated. */
class Chance {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state * 1664525 + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.next() * list.length)] ?? list[0];
  }

  times<T>(most: number, make: () => T): T[] {
    return Array.from({ length: Math.floor(this.next() * (most + 1)) }, make);
  }
}

const names = ['a', '', '__proto__', 'constructor', 'toString', 'length', 'metadata', 'spec', 'status', 'data', 'name', 'labels', 'finalizers',
  'ownerReferences', 'managedFields', 'kind', 'items', 'type', 'k8s.io/x', 'a/b/c', '日本', '\ud800', '\u0000', 'properties', 'rule',
  'x-kubernetes-validations', 'openAPIV3Schema', 'fieldsV1', 'f:metadata', 'k:{"a":1}', '$patch', '$setElementOrder/ports',
  '$deleteFromPrimitiveList/finalizers', '$retainKeys', 'uid', 'resourceVersion', 'generation', 'deletionTimestamp', 'stringData'] as const; // prettier-ignore
const scalars = [null, true, 0, -1, 1.5, 1e300, 9007199254740993n, '', 'a', 'replace', 'delete', 'Apply', 'v1', 'ConfigMap', '__proto__',
  '\ud800', '\u0000', '日本'.repeat(50), 'x'.repeat(300), '2020-01-01T00:00:00Z', '9999-99-99T00:00:00Z', '100m', 'self.a == 1',
  '.spec.a[?(@.b=="x")]', '{"', 'string', 'object', 'array'] as const; // prettier-ignore

function anything(chance: Chance, depth: number): unknown {
  const kind = chance.next();
  if (depth <= 0 || kind < 0.4) return chance.pick<unknown>(scalars);
  if (kind < 0.6) return chance.times(3, () => anything(chance, depth - 1));
  const object: Record<string, unknown> = {};
  chance.times(4, () => put(object, chance.pick<string>(names), anything(chance, depth - 1)));
  return object;
}

/** The value, spoiled in a place or two. */
function spoiled(chance: Chance, value: unknown): unknown {
  if (chance.next() < 0.07) return anything(chance, 2);
  if (Array.isArray(value)) return value.map((item) => spoiled(chance, item));
  if (typeof value !== 'object' || value === null) return value;
  const object: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value))
    put(object, chance.next() < 0.03 ? chance.pick<string>(names) : name, spoiled(chance, inner));
  if (chance.next() < 0.15) put(object, chance.pick<string>(names), anything(chance, 2));
  return object;
}

const metadata = {
  name: 'a',
  labels: { a: 'b' },
  annotations: { a: 'x' },
  finalizers: ['example.com/f'],
  ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'u', controller: true, blockOwnerDeletion: true }],
  managedFields: [
    {
      manager: 'm',
      operation: 'Apply',
      apiVersion: 'v1',
      fieldsType: 'FieldsV1',
      time: '2020-01-01T00:00:00Z',
      fieldsV1: { 'f:data': { 'f:a': {} } },
    },
  ],
};
const container = { name: 'c', image: 'i', ports: [{ containerPort: 80, protocol: 'TCP' }], env: [{ name: 'A', value: 'b' }] };
const namespace = 'namespaces/default';
const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        a: { type: 'string', pattern: '^a+$', default: 'a' },
        l: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
          items: { type: 'object', required: ['k'], properties: { k: { type: 'string' } } },
        },
      },
      'x-kubernetes-validations': [{ rule: 'self.a == "a"', message: 'no' }],
    },
  },
};
const version = { name: 'v1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: schema } };

type Good = readonly [path: string, object: object];
const good: readonly [Good, ...Good[]] = [
  [`/api/v1/${namespace}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } }],
  [`/api/v1/${namespace}/secrets`, { apiVersion: 'v1', kind: 'Secret', metadata, data: { a: 'YQ==' }, stringData: { b: 'x' } }],
  [`/api/v1/${namespace}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: 'n', containers: [container] } }],
  [
    `/apis/apps/v1/${namespace}/deployments`,
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec: { containers: [container] } } } },
  ],
  ['/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' }, spec: { finalizers: ['kubernetes'] } }],
  [`/api/v1/${namespace}/events`, { apiVersion: 'v1', kind: 'Event', metadata, involvedObject: { kind: 'Pod' }, reason: 'x', source: {} }],
  [
    '/apis/certificates.k8s.io/v1/certificatesigningrequests',
    { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata, spec: { request: 'YQ==', signerName: 'a.b/c' } },
  ],
  [
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'foos.x.io' },
      spec: { group: 'x.io', scope: 'Namespaced', names: { plural: 'foos', kind: 'Foo' }, versions: [version] },
    },
  ],
  [`/apis/x.io/v1/${namespace}/foos`, { apiVersion: 'x.io/v1', kind: 'Foo', metadata, spec: { a: 'a', l: [{ k: 'x' }] } }],
];

const token = Buffer.from('{"v":"meta.k8s.io/v1","rv":3,"start":"default/a\\u0000"}').toString('base64url');
const queries = ['watch=true', 'limit=1', 'limit=-1', `continue=${token}`, 'resourceVersion=0', 'resourceVersion=5', 'resourceVersionMatch=Exact',
  'labelSelector=a%3Db', 'labelSelector=a+in+(b', 'fieldSelector=metadata.name%3Da', 'fieldSelector=%5C', 'dryRun=All', 'fieldManager=m',
  'force=true', 'fieldValidation=Strict', 'timeoutSeconds=1', 'sendInitialEvents=true', 'propagationPolicy=Foreground', '%', '%ff=%zz',
  'gracePeriodSeconds=99999999999999999', 'includeObject=x'] as const; // prettier-ignore
const views = ['application/json', 'application/json;as=Table;v=v1;g=meta.k8s.io', 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  'application/yaml', '*/*', '', 'text/html', ';'] as const; // prettier-ignore
const patches = ['application/merge-patch+json', 'application/json-patch+json', 'application/strategic-merge-patch+json',
  'application/apply-patch+yaml', 'constructor', ''] as const; // prettier-ignore
const pointers = ['/metadata/labels/a', '/spec', '/data/a', '/', '', '/-', '/a~2', '/__proto__/x', '/constructor/prototype/y',
  '/metadata/finalizers/-', '/metadata/finalizers/99999999999', '/metadata/finalizers/1e3', 'nope'] as const; // prettier-ignore
const ends = [
  '/a',
  '/constructor',
  '/__proto__',
  '/%00',
  '/%2F',
  '/%e0',
  '/a/status',
  '/a/finalize',
  '/a/approval',
  '/a/exec',
  '/n',
] as const;
const methods = ['GET', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

const step = (chance: Chance): object => ({
  op: chance.pick<string>(['add', 'remove', 'replace', 'move', 'copy', 'test', 'x']),
  path: chance.pick<string>(pointers),
  from: chance.pick<string>(pointers),
  value: anything(chance, 3),
});

function bodyOf(chance: Chance, object: object, type: string): string | Uint8Array {
  if (chance.next() < 0.03) return Buffer.from(Array.from({ length: 40 }, () => Math.floor(chance.next() * 256)));
  const text = toJson(
    type.startsWith('application/json-patch')
      ? spoiled(
          chance,
          chance.times(3, () => step(chance)),
        )
      : spoiled(chance, object),
  );
  return chance.next() < 0.03 ? text.slice(0, Math.floor(chance.next() * 200)) : text;
}

/** So many requests. Watches are marked as streaming. */
export function* randomRequests(seed: number, count: number): Generator<KubeRequest> {
  const chance = new Chance(seed);
  for (let made = 0; made < count; made += 1) {
    const [path, object] = chance.pick(good);
    const method = chance.pick<string>(methods);
    const query = chance.times(2, () => chance.pick<string>(queries)).join('&');
    const type =
      method === 'PATCH' ? chance.pick<string>(patches) : chance.pick<string>(['application/json', 'application/json', 'application/yaml']);
    const end = method === 'POST' || chance.next() < 0.2 ? '' : chance.pick<string>(ends);
    const headers = { accept: chance.next() < 0.7 ? 'application/json' : chance.pick<string>(views), 'content-type': type };
    const body = method === 'GET' ? {} : { body: bodyOf(chance, object, type) };
    yield { method, path: `${path}${end}${query === '' ? '' : `?${query}`}`, headers, ...body, streaming: query.includes('watch') };
  }
}
