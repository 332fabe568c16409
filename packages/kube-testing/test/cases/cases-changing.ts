/** Cases of patches and of server-side apply. */
import { apply, get, jsonPatch, map, maps, mergePatch, post, strategicPatch, widget, widgets } from './asks.js';
import type { Case } from './case.js';

/** An owner that is there, or the garbage collector would delete what it owns. */
const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '{{uid:1}}' };

export const changingCases: readonly Case[] = [
  {
    name: 'merges a patch and removes what is null in it',
    asks: [post(maps, map('a', { x: '1', y: '1' })), mergePatch(`${maps}/a`, { data: { x: null, z: '2' } })],
  },
  {
    name: 'takes the steps of a JSON patch, or none of them',
    asks: [
      post(maps, map('a', { x: '1' })),
      jsonPatch(`${maps}/a`, [
        { op: 'test', path: '/data/x', value: '1' },
        { op: 'replace', path: '/data/x', value: '2' },
        { op: 'add', path: '/data/y', value: '3' },
      ]),
      jsonPatch(`${maps}/a`, [
        { op: 'remove', path: '/data/y' },
        { op: 'test', path: '/data/x', value: '1' },
      ]),
      jsonPatch(`${maps}/a`, [{ op: 'remove', path: '/data/missing' }]),
      jsonPatch(`${maps}/a`, { data: {} }),
      get(`${maps}/a`),
    ],
  },
  {
    name: 'merges lists by their keys in a strategic patch',
    asks: [
      post(maps, map('owner')),
      post(maps, map('a', { x: '1' }, { ownerReferences: [owner], finalizers: ['example.com/f'] })),
      strategicPatch(`${maps}/a`, {
        metadata: { ownerReferences: [{ ...owner, controller: true }], finalizers: ['example.com/g'] },
        data: { x: null, y: '2' },
      }),
      strategicPatch(`${maps}/a`, {
        metadata: {
          ownerReferences: [{ $patch: 'delete', uid: owner.uid }],
          '$deleteFromPrimitiveList/finalizers': ['example.com/f', 'example.com/g'],
        },
      }),
    ],
  },
  {
    name: 'answers 415 for a strategic patch of a custom kind',
    asks: [post(widgets, widget('a', { name: 'a' })), strategicPatch(`${widgets}/a`, { spec: { size: 4 } })],
  },
  { name: 'refuses a patch that renames', asks: [post(maps, map('a')), mergePatch(`${maps}/a`, { metadata: { name: 'b' } })] },
  {
    name: 'creates and changes what is applied',
    asks: [
      apply(`${maps}/a?fieldManager=one`, map('a', { x: '1', y: '1' })),
      apply(`${maps}/a?fieldManager=one`, map('a', { x: '2' })),
      apply(`${maps}/a?fieldManager=one`, map('a', { x: '2' })),
      apply(`${maps}/a?fieldManager=two`, map('a', { z: '1' })),
    ],
  },
  {
    name: 'refuses to take what another applies, unless forced',
    asks: [
      apply(`${maps}/a?fieldManager=one`, map('a', { x: '1', y: '1' })),
      apply(`${maps}/a?fieldManager=two`, map('a', { x: '2' })),
      apply(`${maps}/a?fieldManager=two`, map('a', { x: '2', y: '2' })),
      apply(`${maps}/a?fieldManager=two&force=true`, map('a', { x: '2' })),
      apply(`${maps}/a?fieldManager=two`, map('a')),
    ],
  },
  {
    name: 'refuses to take what another has written',
    asks: [post(maps, map('a', { x: '1' })), apply(`${maps}/a?fieldManager=two`, map('a', { x: '2' }))],
  },
  { name: 'refuses to apply for nobody', asks: [apply(`${maps}/a`, map('a', { x: '1' }))] },
  {
    name: 'refuses to apply what is no object of its own',
    asks: [
      apply(`${maps}/a?fieldManager=one`, { data: { x: '1' } }),
      apply(`${maps}/a?fieldManager=one`, map('b')),
      apply(`${maps}/a?fieldManager=one`, map('a', undefined, { managedFields: [{ manager: 'x' }] })),
    ],
  },
  {
    name: 'applies lists of a custom kind by their keys',
    asks: [
      apply(`${widgets}/a?fieldManager=one`, widget('a', { name: 'a', ports: [{ port: 1, name: 'p' }], tags: ['x'] })),
      apply(`${widgets}/a?fieldManager=two`, widget('a', { name: 'a', ports: [{ port: 2 }], tags: ['y'] })),
      apply(`${widgets}/a?fieldManager=two`, widget('a', { name: 'a', ports: [{ port: 1, name: 'q' }] })),
      apply(`${widgets}/a?fieldManager=one`, widget('a', { name: 'a' })),
    ],
  },
  {
    name: 'applies YAML',
    asks: [apply(`${maps}/a?fieldManager=one`, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: "1"\n')],
  },
  {
    name: 'keeps nothing of an apply that is a dry run',
    asks: [apply(`${maps}/a?fieldManager=one&dryRun=All`, map('a', { x: '1' })), get(`${maps}/a`)],
  },
];
