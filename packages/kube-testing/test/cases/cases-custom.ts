/** Cases of custom kinds: definitions, what their schemas do to objects, and the status subresource. */
import { crds, get, mergePatch, post, put, remove, widget, widgets } from './asks.js';
import type { Case } from './case.js';
import { crdOf } from './kinds.js';

const gadget = crdOf({ plural: 'gadgets', kind: 'Gadget', scope: 'Namespaced', properties: { spec: { type: 'object' } } });
const gadgets = '/apis/{{group}}/v1/namespaces/{{ns}}/gadgets';

export const customCases: readonly Case[] = [
  {
    name: 'serves a kind from its definition on, and until that is deleted',
    asks: [
      post(crds, gadget, { only: ['apiVersion', 'kind', 'metadata.name', 'metadata.generation', 'spec'] }),
      get(gadgets, { until: 200 }),
      get(`${crds}/gadgets.{{group}}`, { only: ['metadata.generation', 'status'] }),
      post(gadgets, { apiVersion: '{{group}}/v1', kind: 'Gadget', metadata: { name: 'g' } }),
      { ...remove(`${crds}/gadgets.{{group}}`), only: ['kind'] },
      get(gadgets, { until: 404 }),
    ],
  },
  {
    name: 'fills in what the schema says, drops what it does not know',
    asks: [post(widgets, widget('a', { name: 'a', shape: 'round' })), get(`${widgets}/a`)],
  },
  {
    name: 'refuses what the schema refuses',
    asks: [
      post(widgets, widget('a', { name: 'a', size: 0 })),
      post(widgets, widget('a', { size: 1 })),
      post(widgets, widget('a', { name: 'far too long' })),
      post(widgets, widget('a', { name: 'a', colour: 'green' })),
      post(widgets, widget('a', { name: 'a', size: 'big' })),
      post(widgets, widget('a', { name: 'a', tags: ['x', 'x'] })),
      post(widgets, widget('a', { name: 'a', ports: [{ port: 1 }, { port: 1 }] })),
      post(widgets, widget('a', { name: 'a', size: 10, colour: 'red' })),
      post(widgets, { ...widget('a'), spec: 'text' }),
    ],
  },
  {
    name: 'names everything that the schema refuses at once',
    asks: [post(widgets, widget('a', { name: 'far too long', size: 0, colour: 'green' }))],
  },
  {
    name: 'refuses unknown fields of a custom kind where told to',
    asks: [
      post(`${widgets}?fieldValidation=Strict`, widget('a', { name: 'a', shape: 'round' })),
      post(`${widgets}?fieldValidation=Warn`, widget('a', { name: 'a', shape: 'round' })),
    ],
  },
  {
    name: 'keeps the status of an object apart from the rest',
    asks: [
      post(widgets, { ...widget('a', { name: 'a' }), status: { ready: true } }),
      put(`${widgets}/a/status`, {
        ...widget('a', { name: 'b' }),
        metadata: { name: 'a', resourceVersion: '{{rv:1}}' },
        status: { ready: true },
      }),
      mergePatch(`${widgets}/a/status`, { status: { ready: false }, spec: { size: 9 } }),
      mergePatch(`${widgets}/a`, { status: { ready: true } }),
      get(`${widgets}/a/status`),
    ],
  },
  {
    name: 'counts the generations of a custom kind',
    asks: [
      post(widgets, widget('a', { name: 'a' })),
      mergePatch(`${widgets}/a`, { spec: { size: 4 } }),
      mergePatch(`${widgets}/a`, { metadata: { labels: { l: 'v' } } }),
      mergePatch(`${widgets}/a/status`, { status: { ready: true } }),
    ],
  },
  {
    name: 'needs the version that a replacement of a custom kind is of',
    asks: [post(widgets, widget('a', { name: 'a' })), put(`${widgets}/a`, widget('a', { name: 'b' }))],
  },
  {
    name: 'marks an object of a custom kind that has finalizers as being deleted',
    asks: [
      post(widgets, widget('a', { name: 'a' }, { finalizers: ['example.com/f'] })),
      remove(`${widgets}/a`),
      mergePatch(`${widgets}/a`, { metadata: { finalizers: [] } }),
      get(`${widgets}/a`),
    ],
  },
  {
    name: 'says what the group of a custom kind serves',
    asks: [get('/apis/{{group}}'), get('/apis/{{group}}/v2')],
  },
];
