/** Writes to objects of built-in kinds. */
import type { Sequence } from './case.js';
import {
  apply,
  configMap,
  container,
  containers,
  create,
  data,
  deployment,
  json,
  lastApplied,
  merge,
  owned,
  podTemplate,
  service,
  spec,
  strategic,
  update,
} from './steps.js';

export const builtinSequences: readonly Sequence[] = [
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
];
