/** Cases of what careless and hostile callers send: names that JavaScript knows, wrong texts, too much of anything. */
import { apply, crds, get, jsonPatch, map, maps, mergePatch, post, remove, widgets } from './asks.js';
import { crdOf, type CustomKind } from './kinds.js';
import type { Ask, Case } from './case.js';

const secrets = '/api/v1/namespaces/{{ns}}/secrets';
const leases = '/apis/coordination.k8s.io/v1/namespaces/{{ns}}/leases';
const quotas = '/api/v1/namespaces/{{ns}}/resourcequotas';

const message = ['message', 'reason', 'code'];
const labelled = (selector: string): Ask => get(`${maps}?labelSelector=${encodeURIComponent(selector)}`, { only: [...message, 'items'] });
const fielded = (selector: string): Ask => get(`${maps}?fieldSelector=${encodeURIComponent(selector)}`, { only: [...message, 'items'] });

const secret = (name: string, fields: object): object => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...fields });
const lease = (name: string, spec: object): object => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name },
  spec,
});
const quota = (name: string, hard: object): object => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard } });

const gadget: CustomKind = { plural: 'gadgets', kind: 'Gadget', scope: 'Namespaced', properties: { spec: { type: 'object' } } };

/** A definition of gadgets with some fields of its spec, or of its version, set otherwise. */
function gadgetCrd(spec: object, version: object = {}): object {
  const crd = structuredClone(crdOf(gadget)) as { spec: { versions: object[] } }; // made one line above
  Object.assign(crd.spec, spec);
  Object.assign(crd.spec.versions[0] ?? {}, version);
  return crd;
}

const column = (name: string, type: string, jsonPath: string, more: object = {}): object => ({ name, type, jsonPath, ...more });
const columns = (...additionalPrinterColumns: readonly object[]): object => gadgetCrd({}, { additionalPrinterColumns });

export const carefulCases: readonly Case[] = [
  {
    name: 'takes names that every JavaScript object inherits for names like others',
    asks: [
      post(maps, map('a', { constructor: '1', ['__proto__']: '2', hasOwnProperty: '3' }, { labels: { constructor: 'x', mine: 'y' } })),
      labelled('constructor=x'),
      labelled('toString'),
      labelled('!hasOwnProperty,mine'),
      fielded('constructor=x'),
      post(maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', hasOwnProperty: 'x', constructor: 'y' } }),
      post(maps, map('c'), { type: 'constructor', only: ['code', 'reason'] }),
      { method: 'PATCH', path: `${maps}/a`, type: 'constructor', body: {} },
      get(`${maps}/a`, { accept: 'application/json;as=constructor;v=v1;g=meta.k8s.io', only: ['code', 'reason'] }),
      mergePatch(`${maps}/a`, { data: { constructor: null, toString: '4' } }),
      post(maps, { apiVersion: 'v1', kind: 'constructor', metadata: { name: 'd' } }, { only: ['code', 'reason'] }),
      get('/apis/constructor/v1/toString'),
    ],
  },
  {
    name: 'takes empty sets in label selectors, and refuses values that no label has',
    asks: [
      post(maps, map('a', {}, { labels: { e: '', mine: 'y' } })),
      post(maps, map('b', {}, { labels: { e: 'x', n: '7', mine: 'y' } })),
      ...[
        'e in ()',
        'e in (,x)',
        'e in (x,)',
        'e notin (),mine',
        'e="x"',
        'e=x y',
        'n>6',
        'n<7',
        'n>a',
        '^',
        'a/b/c=1',
        'e==',
        'e,',
        ',e',
      ].map(labelled),
    ],
  },
  {
    name: 'reads escapes in field selectors',
    asks: [
      post(maps, map('a')),
      ...[
        'metadata.name=a\\,b',
        'metadata.name=a\\=b',
        'metadata.name=a\\xb',
        'metadata.name=a\\',
        'metadata.name=a=b',
        'metadata.name',
        'metadata.name=a,metadata.namespace!=b',
        'metadata.name=a,',
        'other=a',
      ].map(fielded),
    ],
  },
  { name: 'answers 422 for more data than a ConfigMap holds', asks: [post(maps, map('big', { a: 'x'.repeat(1_100_000) }))] },
  {
    name: 'answers 422 for more data than a Secret holds',
    asks: [post(secrets, secret('big', { data: { a: 'eA'.repeat(1_500_000 / 2) } }))],
  },
  { name: 'answers 413 for a body over three mebibytes', asks: [post(maps, map('big', { a: 'x'.repeat(3_200_000) }))] },
  {
    name: 'lets the last propagation policy of a deletion win',
    asks: [
      post(maps, map('a', {}, { finalizers: ['example.com/f'] })),
      remove(`${maps}/a?propagationPolicy=Orphan`),
      remove(`${maps}/a?propagationPolicy=Foreground`),
      remove(`${maps}/a?propagationPolicy=Background`),
      remove(`${maps}/a`),
    ],
  },
  {
    name: 'deletes a collection under preconditions',
    asks: [
      post(maps, map('a', {}, { labels: { mine: 'y' } })),
      remove(`${maps}?labelSelector=mine`, { preconditions: { uid: 'another' } }),
      remove(`${maps}?labelSelector=mine`, { preconditions: { uid: '{{uid:1}}' } }),
      get(`${maps}/a`),
    ],
  },
  {
    name: 'shows a deleted object as it was last',
    asks: [
      post(maps, map('a', {}, { finalizers: ['example.com/f'] })),
      remove(`${maps}/a`),
      mergePatch(`${maps}/a`, { metadata: { finalizers: null }, data: { last: 'word' } }),
      get(`${maps}?watch=true&resourceVersion={{rv:2}}&fieldSelector=metadata.name%3Da`, { take: 1 }),
    ],
  },
  {
    name: 'reads YAML as YAML 1.1',
    asks: [
      post(maps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: yes\n', { type: 'application/yaml' }),
      post(maps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: 0x10\n', { type: 'application/yaml' }),
      post(maps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: 012\n', { type: 'application/yaml' }),
      post(maps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: "yes"\n  b: y\n', { type: 'application/yaml' }),
    ],
  },
  {
    name: 'watches where the path begins with watch',
    asks: [
      post(maps, map('a')),
      get('/api/v1/watch/namespaces/{{ns}}/configmaps/a', { take: 1 }),
      get('/apis/{{group}}/v1/watch/namespaces/{{ns}}/widgets?resourceVersion=1', {
        take: 1,
        only: ['0'],
      }),
    ],
  },
  {
    name: 'keeps the text of a Secret as data',
    asks: [
      post(secrets, secret('a', { data: { x: 'YQ==' }, stringData: { b: 'c', x: 'zz' } })),
      mergePatch(`${secrets}/a`, { stringData: { n: 'm' } }),
      apply(`${secrets}/a?fieldManager=one`, secret('a', { stringData: { q: 'm' } })),
      jsonPatch(`${secrets}/a`, [{ op: 'add', path: '/stringData', value: { j: 'k' } }]),
      get(`${secrets}/a`),
      post(secrets, secret('b', { data: { x: 'not base64!' } })),
      post(secrets, secret('c', { data: { x: 'Y\nQ==' } })),
    ],
  },
  {
    name: 'takes times of a lease with six digits only',
    asks: [
      post(leases, lease('a', { renewTime: '2024-01-01T00:00:00.123Z' })),
      post(leases, lease('a', { renewTime: '2024-01-01T00:00:00.1234567Z' })),
      post(leases, lease('a', { renewTime: 'yesterday' })),
      post(leases, lease('a', { leaseDurationSeconds: 99_999_999_999 })),
      post(leases, lease('a', { leaseDurationSeconds: 0 })),
      post(leases, lease('a', { leaseTransitions: -1 })),
      post(leases, lease('a', { renewTime: '2024-01-01T02:00:00.000000+02:00', leaseDurationSeconds: 15 })),
    ],
  },
  {
    name: 'writes quantities in their short form',
    asks: [
      post(
        quotas,
        quota('a', { cpu: '1000m', memory: '1024Mi', pods: '1e3', 'requests.cpu': '0.5', 'limits.cpu': '1.50', 'limits.memory': '2048Mi' }),
      ),
      post(quotas, quota('b', { memory: '1500M', 'limits.memory': '1536Mi', pods: 5, cpu: 0.1 })),
      post(quotas, quota('c', { memory: 'much' })),
    ],
  },
  {
    name: 'answers 422 for a definition without a scope',
    asks: [post(crds, gadgetCrd({ scope: undefined })), post(crds, gadgetCrd({ scope: 'Galaxy' }))],
  },
  {
    name: 'answers 422 for printer columns that show nothing',
    asks: [
      post(crds, columns(column('A', 'wrong', '.x'), column('B', 'string', 'x[['), column('', 'string', ''))),
      post(crds, columns(column('A', 'string', '.x['), column('A', 'string', '.x', { format: 'odd', priority: -1 }))),
    ],
  },
  {
    name: 'answers 422 for names of a definition that are none',
    asks: [
      post(crds, gadgetCrd({ group: 'UPPER' })),
      post(crds, gadgetCrd({ names: { plural: 'Gadgets', kind: 'gadget' } })),
      post(crds, gadgetCrd({ versions: [] })),
    ],
  },
  {
    name: 'takes no whole number of more than sixty-three bits for an integer',
    asks: [
      post(widgets, '{"apiVersion":"{{group}}/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"name":"a","size":9223372036854775808}}'),
      post(
        widgets,
        '{"apiVersion":"{{group}}/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"name":"a","size":9223372036854775807}}',
        { only: ['kind', 'metadata.name'] },
      ),
    ],
  },
  {
    name: 'answers 404 where the path has an empty part',
    asks: [get('/api/v1//namespaces/{{ns}}', { only: message }), get('/api/v1/namespaces/{{ns}}/', { only: ['kind'] })],
  },
];
