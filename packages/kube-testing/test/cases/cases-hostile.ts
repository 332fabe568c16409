/** Cases of what no careful caller sends: numbers beyond all bounds, nulls, halves of characters, other methods, foreign media types. */
import { get, map, maps, post, put, remove, widgets } from './asks.js';
import type { Ask, Case } from './case.js';

const pods = '/api/v1/namespaces/{{ns}}/pods';
const yaml = { type: 'application/yaml' };
const refused: Pick<Ask, 'only'> = { only: ['code', 'reason', 'message'] };
const judged: Pick<Ask, 'only'> = { only: ['code', 'reason'] };

const token = (fields: string): string => Buffer.from(`{"v":"meta.k8s.io/v1",${fields}}`).toString('base64url');
const continued = (fields: string, only: Pick<Ask, 'only'> = judged): Ask => get(`${maps}?continue=${token(fields)}`, only);

const pod = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName: 'nowhere', containers: [{ name: 'c', image: 'none' }], ...spec },
});
const graced = { only: ['metadata.deletionGracePeriodSeconds', 'code', 'reason'] };
const end = (name: string, options: unknown): Ask => ({ ...remove(`${pods}/${name}`, options), ...graced });

const many = (count: number, length: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}${'x'.repeat(length)}`, 1]));

export const hostileCases: readonly Case[] = [
  {
    name: 'watches by GET alone',
    asks: [
      { ...remove('/api/v1/watch/namespaces/{{ns}}/configmaps'), ...refused },
      post('/api/v1/watch/namespaces/{{ns}}/configmaps', map('a'), refused),
    ],
  },
  {
    name: 'takes numbers of sixty-four bits in a query, and no larger ones',
    asks: [
      get(`${maps}?limit=99999999999999999999`, refused),
      get(`${maps}?limit=9223372036854775807`, judged),
      get(`${maps}?resourceVersion=99999999999999999999`, refused),
      get(`${maps}?watch=true&resourceVersion=99999999999999999999`, refused),
      get(`${maps}?watch=true&timeoutSeconds=99999999999999999999`, refused),
      get(`${maps}/a?resourceVersion=99999999999999999999`, refused),
    ],
  },
  {
    name: 'takes no continue token that it cannot have given',
    asks: [
      continued('"rv":1e999,"start":"a\\u0000"'),
      continued('"rv":1.5,"start":"a\\u0000"'),
      continued('"rv":0,"start":"a\\u0000"'),
      continued('"rv":"1","start":"a\\u0000"'),
      continued('"rv":99999999999,"start":"a\\u0000"'),
    ],
  },
  {
    name: 'reads an escaped slash as a slash',
    asks: [get(`${maps}/a%2Fb`, refused)],
  },
  {
    name: 'reads half of a surrogate pair as no character',
    asks: [
      post(
        maps,
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"x\\ud800y","b":"\\\\ud800","c":"\\ud83d\\ude00\\ude00"}}',
      ),
    ],
  },
  { name: 'takes no byte order mark', asks: [post(maps, '\ufeff{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}', judged)] },
  {
    name: 'reads times in YAML as text, and the first of several documents',
    asks: [
      post(
        maps,
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  creationTimestamp: 2020-01-01T00:00:00Z\ndata:\n  a: 2020-01-01\n',
        yaml,
      ),
      post(
        maps,
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n',
        yaml,
      ),
      post(maps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: d\ndata: !!set {a, b}\n', { ...yaml, ...judged }),
      post(maps, 'a: &a [*a, *a]\n', { ...yaml, ...judged }),
      post(maps, '['.repeat(20_000), { ...yaml, ...judged }),
    ],
  },
  {
    name: 'takes null for absent, and for nothing where it cannot be',
    asks: [
      post(maps, map('a', undefined, { labels: { x: null }, annotations: { y: null }, generateName: null, ownerReferences: null })),
      post(maps, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"},"data":{"a":null}}'),
      post(maps, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":null}}', judged),
      post(maps, '{"apiVersion":"v1","kind":"ConfigMap","metadata":null}', judged),
      post(maps, map('c', undefined, { finalizers: [null] }), judged),
      post(maps, map('c', undefined, { ownerReferences: [null] }), judged),
      post(
        widgets,
        { apiVersion: '{{group}}/v1', kind: 'Widget', metadata: { name: 'a', labels: { x: null } }, spec: { name: 'a' } },
        {
          only: ['metadata.labels', 'code'],
        },
      ),
    ],
  },
  {
    name: 'takes options of a deletion by their types',
    asks: [
      post(pods, pod('a'), { only: ['code'] }),
      end('a', { gracePeriodSeconds: 1.5 }),
      end('a', { gracePeriodSeconds: 'x' }),
      end('a', { preconditions: 'x' }),
      end('a', { preconditions: { uid: 1 } }),
      end('a', { dryRun: 'All' }),
      end('a', { orphanDependents: 'x' }),
      end('a', []),
      end('a', { kind: 'Pod', apiVersion: 'v1' }),
      { ...end('a', 'x'), type: 'text/plain' },
      end('a', { gracePeriodSeconds: -5 }),
      post(pods, pod('b', { terminationGracePeriodSeconds: -3 }), { only: ['code'] }),
      end('b', undefined),
    ],
  },
  {
    name: 'changes nothing for who accepts no answer that it can give',
    asks: [
      post(maps, map('a'), { accept: 'text/html', ...judged }),
      get(`${maps}/a`, judged),
      put(`${maps}/a`, map('a'), { accept: 'text/html', ...judged }),
    ],
  },
  {
    name: 'warns of no more fields than fit in a header',
    asks: [
      post(maps, { ...map('a'), ...many(300, 40) }, { only: ['code'] }),
      post(maps, { ...map('b'), ...many(120, 1) }, { only: ['code'] }),
      post(maps, { ...map('c'), ...many(1, 5000) }, { only: ['code'] }),
      post(`${maps}?fieldValidation=Strict`, { ...map('d'), ...many(120, 1) }, refused),
    ],
  },
];
