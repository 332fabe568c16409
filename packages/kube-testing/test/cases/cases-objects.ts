/** Cases of single objects: made, read, replaced, deleted, and refused. */
import { boxes, crds, deployments, get, map, maps, mergePatch, post, put, remove, widget, widgets } from './asks.js';
import type { Case } from './case.js';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'd' } },
    template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'nowhere/c' }] } },
  },
};

export const objectCases: readonly Case[] = [
  {
    name: 'creates, reads, replaces and deletes a ConfigMap',
    asks: [
      post(maps, map('a', { x: '1' }, { labels: { l: 'v' } })),
      get(`${maps}/a`),
      put(`${maps}/a`, map('a', { x: '2' }, { annotations: { n: 'v' } })),
      remove(`${maps}/a`),
      get(`${maps}/a`),
    ],
  },
  { name: 'answers 404 where nothing has the name', asks: [get(`${maps}/a`), remove(`${maps}/a`), mergePatch(`${maps}/a`, {})] },
  { name: 'answers 409 where the name is taken', asks: [post(maps, map('a')), post(maps, map('a'))] },
  { name: 'makes up a name from generateName', asks: [post(maps, { metadata: { generateName: 'made-' } }), get(`${maps}/{{name:1}}`)] },
  { name: 'refuses an object without a name', asks: [post(maps, { data: { x: '1' } })] },
  { name: 'refuses a name that is no DNS name', asks: [post(maps, map('Not_A_Name'))] },
  { name: 'refuses labels and annotations that are none', asks: [post(maps, map('a', undefined, { labels: { 'a b': '1' } }))] },
  { name: 'refuses a body with a value of another type', asks: [post(maps, { metadata: { name: 'a' }, data: { x: 1 } })] },
  { name: 'refuses a name that is not that of the path', asks: [post(maps, map('a')), put(`${maps}/a`, map('b'))] },
  { name: 'refuses a namespace that is not that of the path', asks: [post(maps, map('a', undefined, { namespace: 'elsewhere' }))] },
  { name: 'refuses to create in a namespace that is not there', asks: [post('/api/v1/namespaces/{{ns}}-not/configmaps', map('a'))] },
  { name: 'refuses a resourceVersion at creation', asks: [post(maps, map('a', undefined, { resourceVersion: '5' }))] },
  { name: 'answers 404 for a kind and a path that nobody serves', asks: [get('/nowhere'), get('/apis/nothing.{{group}}/v1')] },
  { name: 'answers 405 for a verb that a path does not have', asks: [put(maps, map('a')), post(`${maps}/a`, map('a'))] },
  {
    name: 'refuses a replacement of a version that is not the last',
    asks: [
      post(maps, map('a', { x: '1' })),
      put(`${maps}/a`, map('a', { x: '2' }, { resourceVersion: '{{rv:1}}' })),
      put(`${maps}/a`, map('a', { x: '3' }, { resourceVersion: '{{rv:1}}' })),
      mergePatch(`${maps}/a`, { metadata: { resourceVersion: '{{rv:1}}' }, data: { x: '4' } }),
    ],
  },
  {
    name: 'keeps the version through a write that changes nothing',
    asks: [post(maps, map('a', { x: '1' })), put(`${maps}/a`, map('a', { x: '1' })), mergePatch(`${maps}/a`, { data: { x: '1' } })],
  },
  {
    name: 'keeps nothing of a dry run',
    asks: [
      post(`${maps}?dryRun=All`, map('a', { x: '1' })),
      get(`${maps}/a`),
      post(maps, map('b', { x: '1' })),
      put(`${maps}/b?dryRun=All`, map('b', { x: '2' })),
      { method: 'DELETE', path: `${maps}/b?dryRun=All` },
      get(`${maps}/b`),
      post(`${maps}?dryRun=Some`, map('c')),
    ],
  },
  {
    name: 'keeps an object until its finalizers are gone',
    asks: [
      post(maps, map('a', { x: '1' }, { finalizers: ['example.com/f'] })),
      remove(`${maps}/a`),
      get(`${maps}/a`, { only: ['metadata.deletionTimestamp', 'metadata.deletionGracePeriodSeconds', 'metadata.finalizers'] }),
      mergePatch(`${maps}/a`, { metadata: { finalizers: null } }),
      get(`${maps}/a`),
    ],
  },
  {
    name: 'deletes only what the preconditions describe',
    asks: [
      post(maps, map('a')),
      remove(`${maps}/a`, { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } }),
      remove(`${maps}/a`, { preconditions: { uid: '{{uid:1}}', resourceVersion: '{{rv:1}}' } }),
    ],
  },
  {
    name: 'refuses to propagate a deletion in an unknown way',
    asks: [post(maps, map('a')), remove(`${maps}/a`, { propagationPolicy: 'No' })],
  },
  {
    name: 'deletes a collection by its labels',
    asks: [
      post(maps, map('a', undefined, { labels: { l: 'in' } })),
      post(maps, map('b', undefined, { labels: { l: 'out' } })),
      remove(`${maps}?labelSelector=l%3Din`),
      get(`${maps}/a`),
      get(`${maps}/b`),
    ],
  },
  {
    name: 'counts the generations of a Deployment',
    asks: [
      post(deployments, deployment, {
        only: ['kind', 'apiVersion', 'metadata.name', 'metadata.generation', 'spec.replicas', 'spec.selector'],
      }),
      { ...mergePatch(`${deployments}/d`, { spec: { minReadySeconds: 1 } }), only: ['metadata.generation', 'spec.minReadySeconds'] },
      { ...mergePatch(`${deployments}/d`, { metadata: { labels: { l: 'v' } } }), only: ['metadata.generation', 'metadata.labels'] },
    ],
  },
  {
    name: 'serves an object that is in no namespace',
    asks: [
      post(boxes, { apiVersion: '{{group}}/v1', kind: 'Box', metadata: { name: 'box' }, spec: { size: 1 } }),
      get(`${boxes}/box`),
      remove(`${boxes}/box`),
      get(`${boxes}/box`),
    ],
  },
  {
    name: 'gives the metadata of an object alone',
    asks: [
      post(widgets, widget('a', { name: 'a' })),
      get(`${widgets}/a`, { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' }),
      get(widgets, { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' }),
    ],
  },
  { name: 'warns of fields that nobody knows', asks: [post(`${maps}?fieldValidation=Warn`, { ...map('a'), colour: 'red' })] },
  { name: 'refuses unknown fields where told to', asks: [post(`${maps}?fieldValidation=Strict`, { ...map('a'), colour: 'red' })] },
  { name: 'refuses to validate fields in an unknown way', asks: [post(`${maps}?fieldValidation=Loose`, map('a'))] },
  { name: 'answers 404 for a definition that is not there', asks: [get(`${crds}/nothings.{{group}}`)] },
];
