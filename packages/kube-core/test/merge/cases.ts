/** The merge cases. After a change run `record.ts` against a real API server. */
import type { CaseKind, PatchCase, Sequence, Step } from './case.js';
import { part } from './crd.js';

const configMap: CaseKind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps' };
const service: CaseKind = { group: '', version: 'v1', kind: 'Service', plural: 'services' };
const podTemplate: CaseKind = { group: '', version: 'v1', kind: 'PodTemplate', plural: 'podtemplates' };
const deployment: CaseKind = { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments' };

type Options = Partial<Pick<Step, 'force' | 'sub' | 'version'>>;
const apply = (by: string, body: unknown, options: Options = {}): Step => ({ do: 'apply', by, body, ...options });
const create = (by: string, body: unknown): Step => ({ do: 'create', by, body });
const update = (by: string, body: unknown, options: Options = {}): Step => ({ do: 'update', by, body, ...options });
const merge = (by: string, body: unknown, options: Options = {}): Step => ({ do: 'merge', by, body, ...options });
const json = (by: string, body: unknown): Step => ({ do: 'json', by, body });
const strategic = (by: string, body: unknown): Step => ({ do: 'strategic', by, body });

const data = (entries: Record<string, unknown>): unknown => ({ data: entries });
const spec = (fields: Record<string, unknown>): unknown => ({ spec: fields });
const containers = (...list: unknown[]): Readonly<Record<string, unknown>> => ({
  template: { metadata: { labels: { app: 'x' } }, spec: { containers: list } },
});
const container = (name: string, more: object = {}): unknown => ({ name, image: 'i', ...more });

const owner = (fields: object): object => ({ apiVersion: 'v1', kind: 'Node', ...fields });
const owned = (...owners: object[]): unknown => ({
  template: { metadata: { labels: { app: 'x' }, ownerReferences: owners.map(owner) }, spec: { containers: [container('one')] } },
});

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export const sequences: readonly Sequence[] = [
  {
    name: 'two appliers share and fight',
    of: configMap,
    steps: [
      apply('a', data({ x: '1', y: '2' })),
      apply('a', data({ x: '1', y: '2' })),
      apply('b', data({ x: '1' })),
      apply('b', data({ x: '3' })),
      apply('b', data({ x: '3', y: '4', z: '5' })),
      apply('b', data({ x: '3' }), { force: true }),
      apply('a', data({ y: '2' })),
      apply('a', {}),
      apply('b', {}),
    ],
  },
  {
    name: 'an applier meets updaters',
    of: configMap,
    steps: [
      create('kubectl-create', { metadata: { labels: { l: '1' }, annotations: { n: '1' } }, data: { a: '1', b: '2', c: '3' } }),
      apply('x', data({ a: '9' })),
      apply('x', { metadata: { labels: { l: '2' } }, data: { a: '9', b: '8' } }),
      merge('other', data({ b: '7' })),
      apply('x', { metadata: { labels: { l: '2' } }, data: { a: '9', b: '8' } }),
      apply('x', data({ a: '9' }), { force: true }),
      update('kubectl-replace', { data: { a: '10', c: null, d: '4' } }),
      apply('x', data({})),
    ],
  },
  {
    name: 'an apply that changes nothing',
    of: configMap,
    steps: [
      create('one', data({ a: '1' })),
      apply('two', data({ a: '1' })),
      apply('two', data({ a: '1' })),
      update('three', {}),
      merge('three', {}),
    ],
  },
  {
    name: 'managers are forgotten',
    of: configMap,
    steps: [
      create('one', data({ a: '1' })),
      update('two', { metadata: { managedFields: [{}] } }),
      update('two', data({ b: '2' })),
      apply('three', data({ c: '3' })),
      merge('four', { metadata: { managedFields: [] } }),
      apply('three', data({ a: '2' })),
    ],
  },
  {
    name: 'managers are edited',
    of: configMap,
    steps: [
      create('one', data({ a: '1', b: '2' })),
      update('two', {
        metadata: {
          managedFields: [
            { manager: 'gone', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } } },
          ],
        },
      }),
      update('two', { metadata: { managedFields: null }, data: { c: '3' } }),
      apply('gone', data({})),
    ],
  },
  {
    name: 'more than ten updaters',
    of: configMap,
    steps: [
      create('m00', data({ a: '0' })),
      ...Array.from({ length: 12 }, (_, i) => merge(`m${String(i + 1).padStart(2, '0')}`, data({ [`k${i}`]: '1' }))),
    ],
  },
  {
    name: 'updates that only remove',
    of: configMap,
    steps: [
      create('one', data({ a: '1', b: '2' })),
      json('two', [{ op: 'remove', path: '/data/b' }]),
      json('one', [{ op: 'remove', path: '/data/a' }]),
      json('one', [{ op: 'add', path: '/metadata/labels', value: { l: '1' } }]),
      json('three', [{ op: 'remove', path: '/metadata/labels' }]),
    ],
  },
  {
    name: 'finalizers',
    of: configMap,
    steps: [
      apply('a', { metadata: { finalizers: ['k.io/one', 'k.io/two'] } }),
      apply('b', { metadata: { finalizers: ['k.io/three', 'k.io/two'] } }),
      apply('a', { metadata: { finalizers: ['k.io/one'] } }),
      apply('b', { metadata: { finalizers: ['k.io/three'] } }),
      apply('a', {}),
      apply('b', {}),
    ],
  },
  {
    name: 'owners, which are whole though their list is not',
    of: podTemplate,
    steps: [
      apply('a', owned({ name: 'n', uid: 'u-1' }, { name: 'o', uid: 'u-2' })),
      apply('b', owned({ name: 'm', uid: 'u-3' })),
      apply('b', owned({ name: 'm', uid: 'u-3' }, { name: 'other', uid: 'u-2' })),
      apply('b', owned({ name: 'm', uid: 'u-3' }, { name: 'n', uid: 'u-1' })),
      apply('a', owned()),
    ],
  },
  {
    name: 'kubectl takes over from the client side',
    of: configMap,
    steps: [
      create('kubectl-client-side-apply', {
        metadata: {
          annotations: {
            [lastApplied]:
              '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"o","namespace":"merge-cases"},"data":{"a":"1","b":"2"}}\n',
          },
        },
        data: { a: '1', b: '2' },
      }),
      merge('other', data({ b: '3' })),
      apply('kubectl', data({ a: '5' })),
      apply('kubectl', data({ a: '6', b: '6' })),
      apply('kubectl', data({ c: '<&>' })),
    ],
  },
  {
    name: 'configurations that do not fit a built-in kind',
    of: configMap,
    steps: [
      apply('a', data({ x: 1 })),
      apply('a', { nope: 1 }),
      apply('a', { metadata: { nope: { a: 1 } }, data: { x: true, y: ['1'], z: { a: '1' } } }),
      apply('a', { data: ['x'] }),
      apply('a', { data: 'x' }),
      apply('a', { metadata: { managedFields: [] } }),
      apply('a', { metadata: { finalizers: ['x.io/a', 'x.io/a'] } }),
      apply('a', { metadata: { finalizers: [null] } }),
      apply('a', { metadata: { finalizers: [{ a: 1 }] } }),
      apply('a', { data: null }),
      apply('a', { kind: 'Secret', data: { a: '1' } }),
    ],
  },
  {
    name: 'containers, ports and env',
    of: podTemplate,
    steps: [
      apply(
        'a',
        containers(
          container('one', {
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            ports: [{ containerPort: 80, protocol: 'TCP' }],
          }),
        ),
      ),
      apply('b', containers(container('one', { env: [{ name: 'C', value: '3' }] }), container('two'))),
      apply('b', containers({ name: 'one', image: 'other' })),
      apply(
        'b',
        containers({
          name: 'one',
          ports: [
            { containerPort: 80, protocol: 'UDP' },
            { containerPort: 80, protocol: 'TCP', name: 'web' },
          ],
        }),
      ),
      apply('a', containers(container('one', { ports: [{ containerPort: 80 }] }))),
      apply('a', containers(container('one', { ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }))),
      apply('a', containers(container('one', { env: [{ value: '1' }] }))),
      apply('c', containers(container('two', { image: 'z' }), container('three'), container('one')), { force: true }),
      apply('a', {}),
      apply('b', {}),
      apply('c', {}),
    ],
  },
  {
    name: 'a pod template is updated and patched',
    of: podTemplate,
    steps: [
      create('one', containers(container('one', { env: [{ name: 'A', value: '1' }], args: ['x'], resources: { limits: { cpu: '1' } } }))),
      strategic('two', containers({ name: 'one', env: [{ name: 'B', value: '2' }] }, container('two'))),
      apply('three', containers({ name: 'one', args: ['y'], resources: { limits: { cpu: '1', memory: '1Gi' } } })),
      apply('three', containers({ name: 'one', args: ['y'], resources: { limits: { cpu: '1', memory: '1Gi' } } }), { force: true }),
      update('one', { metadata: { labels: { l: '1' } } }),
      strategic('two', { template: { spec: { containers: [{ name: 'two', $patch: 'delete' }], nodeSelector: { a: 'b' } } } }),
      strategic('two', { template: { spec: { nodeSelector: null, tolerations: [{ key: 'k' }] } } }),
    ],
  },
  {
    name: 'service ports and selector',
    of: service,
    steps: [
      apply('a', spec({ selector: { app: 'x' }, ports: [{ port: 80, name: 'http' }] })),
      apply('b', spec({ ports: [{ port: 443, name: 'https', protocol: 'TCP' }] })),
      apply('b', spec({ selector: { app: 'x', tier: 'y' }, ports: [{ port: 443, name: 'https', protocol: 'TCP' }] })),
      apply('b', spec({ ports: [{ port: 80, name: 'web', targetPort: 'w' }] })),
      apply('a', spec({ selector: { app: 'x' } })),
      update('c', { spec: { selector: { app: 'z' } } }),
      apply('a', spec({ selector: { app: 'x' } })),
    ],
  },
  {
    name: 'a deployment with controllers about',
    of: deployment,
    steps: [
      create('one', {
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: 'x' } },
          template: { metadata: { labels: { app: 'x' } }, spec: { containers: [container('one')] } },
        },
      }),
      merge('scaler', spec({ replicas: 0, minReadySeconds: 3 })),
      apply('two', {
        spec: {
          replicas: 0,
          paused: true,
          selector: { matchLabels: { app: 'x' } },
          template: { metadata: { labels: { app: 'x' } }, spec: { containers: [container('one', { image: 'j' })] } },
        },
      }),
      apply('two', { spec: { paused: true, strategy: { type: 'Recreate', rollingUpdate: null } } }, { force: true }),
      merge('stat', { status: { conditions: [{ type: 'Mine', status: 'True' }] } }, { sub: 'status' }),
      apply('stat', { status: { conditions: [{ type: 'Yours', status: 'True' }] } }, { sub: 'status' }),
      apply(
        'stat',
        { metadata: { labels: { l: '1' }, annotations: { n: '1' } }, spec: { replicas: 1 }, status: { replicas: 7 } },
        { sub: 'status' },
      ),
    ],
  },
  {
    name: 'sets',
    of: part,
    steps: [
      apply('a', spec({ set: ['a', 'b', 'c'], numbers: [3, 1] })),
      apply('b', spec({ set: ['d', 'b', 'e'], numbers: [2, 1, 10] })),
      apply('c', spec({ set: ['e', 'a', 'n'] })),
      apply('a', spec({ set: ['b'] })),
      apply('a', spec({ set: ['b', 'b'] })),
      apply('b', spec({ set: [] })),
      apply('a', spec({})),
      apply('c', {}),
    ],
  },
  {
    name: 'the order of list maps',
    of: part,
    steps: [
      apply('a', spec({ items: ['a', 'b', 'c', 'd'].map((name) => ({ name })) })),
      apply('b', spec({ items: ['d', 'x', 'b', 'y'].map((name) => ({ name, value: '1' })) })),
      apply('a', spec({ items: ['c', 'a', 'z'].map((name) => ({ name })) })),
      apply('b', spec({ items: ['y', 'c', 'b'].map((name) => ({ name, value: '1' })) })),
      update('u', { spec: { items: [{ name: 'q' }, { name: 'c' }] } }),
      apply('a', spec({ items: [{ name: 'n' }, { name: 'q', value: '2' }] })),
    ],
  },
  {
    name: 'keys that need quoting',
    of: part,
    steps: [
      apply('a', spec({ items: [{ name: 'a<b>&"c"', value: '1' }, { name: 'é\u2028' }], set: ['<', '"', 'ü'], numbers: [10, 9, -1] })),
      apply('b', spec({ items: [{ name: 'a<b>&"c"', value: '2' }], map: { 'a.b/c': '1', é: '2', Z: '3' } })),
      apply('b', spec({ items: [{ name: 'a<b>&"c"', value: '1' }], map: { 'a.b/c': '1', é: '2', Z: '3' } })),
      update('c', { spec: { map: { constructor: '1', __proto: '2' } } }),
      apply('a', spec({ items: [{ name: 'é\u2028' }] })),
    ],
  },
  {
    name: 'list maps inside',
    of: part,
    steps: [
      apply('a', spec({ items: [{ name: 'a', value: '1', tags: ['t1', 't2'], options: { a: '1' } }, { name: 'b' }] })),
      apply('b', spec({ items: [{ name: 'a', tags: ['t2', 't3'], options: { b: '2' } }] })),
      apply('b', spec({ items: [{ name: 'a', value: '2', tags: ['t3'], options: { a: '3' } }] })),
      apply('a', spec({ items: [{ name: 'a', tags: ['t1'] }] })),
      apply('a', spec({ items: [{ name: 'b' }] })),
      apply('a', spec({ items: [{ value: '1' }] })),
      apply('a', spec({ items: [{ name: 'a' }, { name: 'a' }] })),
      apply('a', spec({ items: [null, 'x'] })),
      apply('a', spec({ items: null })),
      apply('b', spec({ items: [] })),
    ],
  },
  {
    name: 'keys with defaults',
    of: part,
    steps: [
      apply('a', spec({ ports: [{ port: 80 }] })),
      apply('a', spec({ ports: [{ port: 80, protocol: 'TCP' }] })),
      apply(
        'b',
        spec({
          ports: [
            { port: 80, protocol: 'UDP', name: 'u' },
            { port: 80, name: 't' },
          ],
        }),
      ),
      apply('a', spec({ ports: [{ port: 80 }, { port: 80, protocol: 'TCP' }] })),
      apply('c', spec({ ports: [{ port: 9 }, { port: 80, name: 'x' }] })),
      apply('a', spec({ ports: [{ name: 'x' }] })),
    ],
  },
  {
    name: 'atomic, granular and free',
    of: part,
    steps: [
      apply(
        'a',
        spec({
          atomic: { a: '1' },
          atomicList: ['1'],
          granular: { a: '1', deep: { c: '1' } },
          map: { m: '1' },
          objects: { o: { a: '1' } },
        }),
      ),
      apply('b', spec({ granular: { b: '2', deep: { d: '2' } }, map: { n: '2' }, objects: { o: { b: '2' }, p: {} } })),
      apply('b', spec({ atomic: { b: '2' }, atomicList: ['1', '2'] })),
      apply('b', spec({ atomic: { b: '2' }, atomicList: ['1', '2'] }), { force: true }),
      apply('a', spec({ granular: {}, map: {}, objects: { o: {} } })),
      apply('a', spec({ free: { x: { y: [{ z: 1 }], w: 1 } }, either: 1 })),
      apply('b', spec({ free: { x: { v: 'v' }, u: { t: {} } }, either: 'one' })),
      apply('b', spec({ free: { x: { v: 'v', y: [] }, u: { t: {} } }, either: 1 })),
      apply('a', spec({ free: { x: 'scalar' } }), { force: true }),
      apply('a', spec({ free: null, nullable: null, count: 1 })),
      apply('a', {}),
      apply('b', {}),
    ],
  },
  {
    name: 'configurations that do not fit a custom resource',
    of: part,
    steps: [
      apply('a', spec({ nope: 1 })),
      apply('a', spec({ count: 'x', map: { a: 1, b: [] }, set: 'x', granular: 1, atomic: { c: 1 } })),
      apply('a', spec({ count: 1.5 })),
      apply('a', spec({ set: ['a', { b: 1 }] })),
      apply('a', spec({ set: ['a', ['b']] })),
      apply('a', spec({ either: {} })),
      apply('a', spec({ atomicList: ['a', 1] })),
      apply('a', { spec: null, status: { ready: true } }),
    ],
  },
  {
    name: 'a custom resource is created and updated',
    of: part,
    steps: [
      create(
        'one',
        spec({
          count: 1,
          set: ['a'],
          items: [{ name: 'a', value: '1', options: {} }],
          ports: [{ port: 1 }],
          free: { a: { b: 1 } },
          map: {},
          granular: {},
        }),
      ),
      update('two', { spec: { count: 2, items: [{ name: 'a', value: '2' }, { name: 'b' }], granular: { a: '1' }, free: { a: null } } }),
      merge('three', { spec: { set: null, map: { a: '1' }, nullable: null, ports: [{ port: 1, name: 'n' }] } }),
      json('three', [
        { op: 'replace', path: '/spec/items/0/value', value: '3' },
        { op: 'add', path: '/spec/atomic', value: { a: '1' } },
      ]),
      apply('four', spec({ count: 2, items: [{ name: 'a', value: '4' }] })),
      update('two', { spec: null }),
    ],
  },
  {
    name: 'status',
    of: part,
    steps: [
      apply('a', { spec: { count: 1 }, status: { ready: true } }),
      apply('a', { status: { ready: true, conditions: [{ type: 'A', status: 'True' }] } }, { sub: 'status' }),
      apply('b', { status: { conditions: [{ type: 'A', status: 'False' }] } }, { sub: 'status' }),
      apply(
        'b',
        { metadata: { labels: { l: '1' } }, spec: { count: 2 }, status: { conditions: [{ type: 'B', status: 'True' }] } },
        { sub: 'status' },
      ),
      merge('c', { spec: { count: 3 }, status: { ready: false } }, { sub: 'status' }),
      merge('c', { spec: { count: 3 }, status: { ready: true } }),
      update('d', { status: { conditions: [{ type: 'C' }] } }, { sub: 'status' }),
      apply('a', { status: {} }, { sub: 'status' }),
    ],
  },
  {
    name: 'two versions of a custom resource',
    of: part,
    steps: [
      apply('a', spec({ count: 1, map: { x: '1' } })),
      apply('a', spec({ count: 2 }), { version: 'v2' }),
      merge('b', spec({ map: { y: '2' } }), { version: 'v2' }),
      merge('b', spec({ map: { y: '3', z: '1' } })),
      apply('c', spec({ count: 3, map: { y: '9', z: '9' } }), { version: 'v2' }),
      update('d', { spec: { map: { y: '4' } } }, { version: 'v2' }),
      apply('a', {}),
    ],
  },
];

const template = containers(
  container('one', {
    env: ['A', 'B', 'C'].map((name) => ({ name, value: '1' })),
    ports: [{ containerPort: 80 }, { containerPort: 81, name: 'q' }],
    args: ['x', 'y'],
  }),
  container('two'),
  container('three'),
);
const pod = (fields: object): unknown => ({ template: { spec: fields } });

export const patchCases: readonly PatchCase[] = [
  {
    name: 'JSON patches',
    of: configMap,
    object: { metadata: { finalizers: ['k.io/a', 'k.io/b'] }, data: { a: '1', b: '2' } },
    patches: [
      ...[
        [{ op: 'remove', path: '/data/a' }],
        [{ op: 'remove', path: '/data/none' }],
        [{ op: 'replace', path: '/data/none', value: '1' }],
        [{ op: 'replace', path: '/none/x', value: '1' }],
        [{ op: 'test', path: '/data/a', value: '1' }],
        [{ op: 'test', path: '/data/a', value: '2' }],
        [{ op: 'test', path: '/data/a', value: 1 }],
        [{ op: 'test', path: '/data/none', value: null }],
        [{ op: 'test', path: '/data', value: { b: '2', a: '1' } }],
        [{ op: 'add', path: '/metadata/labels/x', value: '1' }],
        [{ op: 'add', path: '/metadata/labels', value: { x: '1' } }],
        [{ op: 'add', path: '', value: {} }],
        [{ op: 'bogus', path: '/data/x', value: '1' }],
        [{ path: '/data/x', value: '1' }],
        [{ op: 'add', value: '1' }],
        [{ op: 'add', path: '/metadata/finalizers/-', value: 'k.io/c' }],
        [{ op: 'add', path: '/metadata/finalizers/0', value: 'k.io/c' }],
        [{ op: 'add', path: '/metadata/finalizers/2', value: 'k.io/c' }],
        [{ op: 'add', path: '/metadata/finalizers/3', value: 'k.io/c' }],
        [{ op: 'add', path: '/metadata/finalizers/-1', value: 'k.io/c' }],
        [{ op: 'add', path: '/metadata/finalizers/-9', value: 'k.io/c' }],
        [{ op: 'add', path: '/metadata/finalizers/x', value: 'k.io/c' }],
        [{ op: 'remove', path: '/metadata/finalizers/0' }],
        [{ op: 'remove', path: '/metadata/finalizers/-1' }],
        [{ op: 'remove', path: '/metadata/finalizers/-' }],
        [{ op: 'replace', path: '/metadata/finalizers/1', value: 'k.io/c' }],
        [{ op: 'replace', path: '/metadata/finalizers/9', value: 'k.io/c' }],
        [{ op: 'test', path: '/metadata/finalizers/1', value: 'k.io/b' }],
        [{ op: 'move', from: '/data/a', path: '/data/c' }],
        [{ op: 'move', from: '/data/none', path: '/data/c' }],
        [{ op: 'move', from: '/metadata/finalizers/0', path: '/metadata/finalizers/1' }],
        [{ op: 'move', path: '/data/c' }],
        [{ op: 'copy', from: '/data/a', path: '/data/c' }],
        [{ op: 'copy', from: '/data/a', path: '/none/c' }],
        [{ op: 'copy', from: '/none/a', path: '/data/c' }],
        [{ op: 'add', path: '/data/a/b', value: 1 }],
        [
          { op: 'add', path: '/metadata/annotations', value: { 'k.io/x': '1' } },
          { op: 'test', path: '/metadata/annotations/k.io~1x', value: '1' },
        ],
        [
          { op: 'add', path: '/data/c', value: '1' },
          { op: 'remove', path: '/data/c' },
        ],
        [],
        { op: 'add' },
        [3],
        'text',
        Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/a', value: '1' })),
      ].map((body) => ['json', body] as const),
    ],
  },
  {
    name: 'merge patches',
    of: part,
    object: { spec: { count: 1, map: { a: '1', b: '2' }, set: ['a'], free: { list: [{ a: 1 }], object: { x: { y: 1 } }, text: 'x' } } },
    patches: [
      ...[
        { spec: { count: null, map: { a: null, c: '3' } } },
        { spec: { set: ['b'] } },
        { spec: { free: { list: [{ b: null, c: 1 }, null, [null]] } } },
        { spec: { free: { fresh: [{ b: null, c: 1 }, null, [null]] } } },
        { spec: { free: { object: [{ b: null }] } } },
        { spec: { free: { text: { a: null, b: { c: null } } } } },
        { spec: { free: { object: { x: null, z: { a: null } } } } },
        { spec: { free: { list: { a: 1 } } } },
        { spec: { free: 'scalar' } },
        { metadata: { labels: { x: null } } },
        { metadata: { labels: { x: '1', y: null } } },
        {},
        null,
        [],
        3,
        true,
        'text',
      ].map((body) => ['merge', body] as const),
    ],
  },
  {
    name: 'strategic merge patches',
    of: podTemplate,
    object: { metadata: { finalizers: ['k.io/a', 'k.io/b', 'k.io/c'], labels: { l: '1' } }, ...template },
    patches: [
      ...[
        pod({ containers: [{ name: 'two', image: 'new' }] }),
        pod({ containers: [container('four'), { name: 'three', image: 'x' }] }),
        pod({ containers: [{ image: 'new' }] }),
        pod({ containers: [{ name: 'two', $patch: 'delete' }] }),
        pod({ containers: [{ $patch: 'delete' }] }),
        pod({ containers: [{ $patch: 'replace' }, container('zero')] }),
        pod({ containers: [{ $patch: 'bogus', name: 'one' }] }),
        pod({ containers: [{ $patch: 'merge', name: 'one' }] }),
        pod({ '$setElementOrder/containers': [{ name: 'three' }, { name: 'one' }], containers: [{ name: 'one', image: 'z' }] }),
        pod({ '$setElementOrder/containers': [{ name: 'three' }, { name: 'one' }, { name: 'two' }] }),
        pod({
          '$setElementOrder/containers': [{ name: 'one' }, { name: 'four' }],
          containers: [container('four'), { name: 'one', image: 'z' }],
        }),
        pod({ '$setElementOrder/containers': [{ nam: 'three' }], containers: [{ name: 'one' }] }),
        pod({ '$setElementOrder/containers': 3 }),
        pod({ '$setElementOrder/volumes': [{ name: 'v' }], volumes: [{ name: 'v', emptyDir: {} }] }),
        { metadata: { finalizers: ['k.io/z', 'k.io/a'] } },
        { metadata: { '$deleteFromPrimitiveList/finalizers': ['k.io/b'] } },
        { metadata: { '$deleteFromPrimitiveList/finalizers': ['k.io/b'], finalizers: ['k.io/n'] } },
        { metadata: { '$setElementOrder/finalizers': ['k.io/c', 'k.io/a', 'k.io/n'], finalizers: ['k.io/n'] } },
        { metadata: { '$deleteFromPrimitiveList/finalizers': 'x' } },
        { metadata: { labels: { $patch: 'replace', m: '1' } } },
        { metadata: { labels: { $patch: 'delete' } } },
        { metadata: { labels: { $patch: 'bogus' } } },
        { metadata: { labels: { $retainKeys: ['m'], m: '1' } } },
        { metadata: { labels: { $retainKeys: ['l'], m: '1' } } },
        { metadata: { labels: { $retainKeys: 'm' } } },
        { metadata: { labels: null } },
        { metadata: { annotations: { a: null, b: '1' } } },
        pod({
          containers: [
            {
              name: 'one',
              env: [
                { name: 'B', $patch: 'delete' },
                { name: 'D', value: '4' },
              ],
            },
          ],
        }),
        pod({
          containers: [
            {
              name: 'one',
              env: [
                { name: 'C', value: '9' },
                { name: 'A', value: '9' },
              ],
            },
          ],
        }),
        pod({ containers: [{ name: 'one', ports: [{ containerPort: 81, name: 'r' }, { containerPort: 82 }] }] }),
        pod({ containers: [{ name: 'one', args: ['z'] }] }),
        pod({ containers: [{ name: 'one', env: null }] }),
        pod({ containers: [{ name: 'one', env: [{ name: 'A', value: null }] }] }),
        pod({ volumes: [{ name: 'w', emptyDir: { $patch: 'delete' } }] }),
        pod({ volumes: [{ name: 'w', emptyDir: { medium: null } }] }),
        pod({ tolerations: [{ key: 'j' }] }),
        pod({ containers: [[1]] }),
        pod({ containers: ['x'] }),
        pod({ securityContext: { runAsUser: null, fsGroup: 3 } }),
        null,
        [],
        3,
      ].map((body) => ['strategic', body] as const),
    ],
  },
];
