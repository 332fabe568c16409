/** Cases of collections: lists, pages and watches. */
import { get, map, maps, mergePatch, post, remove, widget, widgets } from './asks.js';
import type { Case } from './case.js';

const labelled = (name: string, l: string): object => map(name, { x: '1' }, { labels: { l, of: 'case' } });
const few = [post(maps, labelled('a', 'one')), post(maps, labelled('b', 'two')), post(maps, labelled('c', 'one'))];
const selected = '?labelSelector=of%3Dcase';
const three = ['a', 'b', 'c'].map((name) => post(widgets, widget(name, { name })));

export const readingCases: readonly Case[] = [
  {
    name: 'lists by labels',
    asks: [
      ...few,
      get(`${maps}?labelSelector=${encodeURIComponent('l=one')}`),
      get(`${maps}?labelSelector=${encodeURIComponent('of=case,l!=one')}`),
      get(`${maps}?labelSelector=${encodeURIComponent('l in (two,three)')}`),
      get(`${maps}?labelSelector=${encodeURIComponent('of,!l')}`),
    ],
  },
  {
    name: 'lists by fields',
    asks: [...few, get(`${maps}?fieldSelector=${encodeURIComponent('metadata.name=b')}`), get(`${maps}?fieldSelector=data.x%3D1`)],
  },
  { name: 'lists nothing as an empty list', asks: [get(widgets)] },
  {
    name: 'lists a page at a time',
    asks: [
      ...three,
      get(`${widgets}?limit=2`),
      post(widgets, widget('late', { name: 'late' })),
      get(`${widgets}?limit=2&continue={{continue:4}}`),
    ],
  },
  {
    name: 'lists a page at a time by labels',
    asks: [...few, get(`${maps}${selected}&limit=2`), get(`${maps}${selected}&limit=2&continue={{continue:4}}`)],
  },
  {
    name: 'refuses options of a list that do not go together',
    asks: [
      get(`${maps}?resourceVersionMatch=Exact`),
      get(`${maps}?resourceVersion=x`),
      get(`${maps}?resourceVersionMatch=Some&resourceVersion=1`),
    ],
  },
  {
    name: 'lists as of an exact version',
    asks: [...three, remove(`${widgets}/a`), get(`${widgets}?resourceVersion={{rv:3}}&resourceVersionMatch=Exact`)],
  },
  {
    name: 'watches what happens after a version',
    asks: [
      post(maps, labelled('a', 'one')),
      mergePatch(`${maps}/a`, { data: { x: '2' } }),
      post(maps, labelled('b', 'one')),
      remove(`${maps}/a`),
      get(`${maps}${selected}&watch=true&resourceVersion={{rv:1}}`, { take: 3 }),
    ],
  },
  {
    name: 'watches through a selector as objects enter and leave it',
    asks: [
      post(maps, labelled('a', 'one')),
      mergePatch(`${maps}/a`, { metadata: { labels: { l: 'two' } } }),
      mergePatch(`${maps}/a`, { metadata: { labels: { l: 'three' } } }),
      get(`${maps}?labelSelector=l%3Dtwo&watch=true&resourceVersion={{rv:1}}`, { take: 2 }),
    ],
  },
  {
    name: 'watches one object by its name',
    asks: [...few, remove(`${maps}/b`), get(`${maps}?fieldSelector=metadata.name%3Db&watch=true&resourceVersion={{rv:1}}`, { take: 2 })],
  },
  {
    name: 'begins a watch with the objects that there are',
    asks: [...three, get(`${widgets}?watch=true&resourceVersion=0&fieldSelector=metadata.namespace%3D{{ns}}`, { take: 3 })],
  },
  {
    name: 'ends the initial events of a watch with a bookmark',
    asks: [
      ...three,
      get(
        `${widgets}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion={{rv:3}}&allowWatchBookmarks=true`,
        { take: 4 },
      ),
    ],
  },
  {
    name: 'refuses initial events without a resourceVersionMatch',
    asks: [get(`${widgets}?watch=true&sendInitialEvents=true`)],
  },
  {
    name: 'ends a watch at its time',
    asks: [post(widgets, widget('a', { name: 'a' })), get(`${widgets}?watch=true&resourceVersion=0&timeoutSeconds=1`, { take: 2 })],
  },
  {
    name: 'watches the metadata of objects alone',
    asks: [
      post(widgets, widget('a', { name: 'a' })),
      remove(`${widgets}/a`),
      get(`${widgets}?watch=true&resourceVersion={{rv:1}}`, {
        take: 1,
        accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
      }),
    ],
  },
];
