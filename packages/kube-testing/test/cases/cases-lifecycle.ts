/** Cases of how objects end and what may not change: policies of deletion, namespaces, owners, immutable objects, the order of refusals. */
import { crds, deployments, get, map, maps, post, put, remove } from './asks.js';
import { crdOf } from './kinds.js';
import type { Ask, Case } from './case.js';

const jobs = '/apis/batch/v1/namespaces/{{ns}}/jobs';
const namespaces = '/api/v1/namespaces';

const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'a', finalizers: ['example.com/f'] },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'none' }] } } },
};
const finalizers: Pick<Ask, 'only'> = { only: ['metadata.finalizers', 'status.phase', 'message', 'code'] };
const ownNamespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: '{{ns}}' } };
const immutable = (data: object, fixed = true): object => ({ ...map('a'), data, ...(fixed && { immutable: true }) });

export const lifecycleCases: readonly Case[] = [
  {
    name: 'orphans what a Job owns unless told otherwise',
    asks: [
      post(jobs, job, { only: ['code'] }),
      { ...remove(`${jobs}/a`), ...finalizers },
      { ...remove(`${jobs}/a`, { propagationPolicy: 'Background' }), ...finalizers },
    ],
  },
  {
    name: 'keeps the finalizers of a namespace whatever is sent to it',
    asks: [
      put(`${namespaces}/{{ns}}`, ownNamespace, { only: ['spec.finalizers', 'status.phase'] }),
      get(`${namespaces}/{{ns}}`, { only: ['spec'] }),
    ],
  },
  {
    name: 'changes nothing of an immutable ConfigMap',
    asks: [
      post(maps, immutable({ x: '1' })),
      put(`${maps}/a`, immutable({ x: '2' })),
      put(`${maps}/a`, immutable({ x: '1' }, false)),
      put(`${maps}/a`, { ...immutable({ x: '1' }), metadata: { name: 'a', labels: { new: 'label' } } }),
    ],
  },
  {
    name: 'judges a body before its namespace',
    asks: [
      post('/api/v1/namespaces/missing/configmaps?fieldValidation=Strict', { ...map('a'), spec: {} }, { only: ['code', 'reason'] }),
      post('/api/v1/namespaces/missing/configmaps', map('a', { x: 1 } as never), { only: ['code', 'reason'] }),
      post('/api/v1/namespaces/missing/configmaps', map('a'), { only: ['code', 'reason'] }),
    ],
  },
  {
    name: 'sees the version of a new object last',
    asks: [
      post(maps, map('UPPER', {}, { resourceVersion: '1' }), { only: ['code', 'reason'] }),
      post(maps, map('a', {}, { resourceVersion: '1' }), { only: ['code', 'message'] }),
    ],
  },
  {
    name: 'takes whole numbers only where a text may be one',
    asks: [
      post(
        deployments,
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { strategy: { rollingUpdate: { maxSurge: 1.5 } } } },
        { only: ['code', 'reason'] },
      ),
    ],
  },
  {
    name: 'keeps the scope of a definition',
    asks: [
      post(crds, crdOf({ plural: 'gizmos', kind: 'Gizmo', scope: 'Cluster', properties: {} }), { only: ['code'] }),
      get('/apis/{{group}}/v1/gizmos', { until: 200, only: ['code'] }),
      {
        method: 'PATCH',
        path: `${crds}/gizmos.{{group}}`,
        type: 'application/merge-patch+json',
        body: { spec: { scope: 'Namespaced' } },
        only: ['code', 'message'],
      },
      { ...remove(`${crds}/gizmos.{{group}}`), only: ['code'] },
    ],
  },
];
