/** Writes to a custom resource that has every kind of list and object. */
import type { Sequence } from './case.js';
import { part } from './crd.js';
import { apply, create, embedded, json, merge, spec, update } from './steps.js';

export const customSequences: readonly Sequence[] = [
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
    name: 'embedded resources',
    of: part,
    steps: [
      apply('a', spec({ embedded: embedded({ finalizers: ['k.io/a'], labels: { a: '1' } }, { foo: { bar: [1] } }) })),
      apply('b', spec({ embedded: embedded({ finalizers: ['k.io/b'], labels: { b: '1' } }, { foo: { baz: 1 } }) })),
      apply('b', spec({ embedded: embedded({ labels: { a: '2' } }, { foo: { bar: [2] } }) })),
      apply('b', spec({ embedded: embedded({ nope: 1 }, {}) })),
      apply('b', spec({ embedded: embedded({ labels: { a: 1 } }, {}) })),
      apply('a', {}),
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
