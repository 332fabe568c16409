/**
 * Short ways to write the requests of a case, and the paths that most of them go to.
 */
import type { Ask } from './case.js';

export const maps = '/api/v1/namespaces/{{ns}}/configmaps';
export const widgets = '/apis/{{group}}/v1/namespaces/{{ns}}/widgets';
export const boxes = '/apis/{{group}}/v1/boxes';
export const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
export const deployments = '/apis/apps/v1/namespaces/{{ns}}/deployments';

type More = Omit<Ask, 'method' | 'path' | 'body'>;

export const get = (path: string, more: More = {}): Ask => ({ method: 'GET', path, ...more });
export const post = (path: string, body: unknown, more: More = {}): Ask => ({ method: 'POST', path, body, ...more });
export const put = (path: string, body: unknown, more: More = {}): Ask => ({ method: 'PUT', path, body, ...more });
export const remove = (path: string, body?: unknown): Ask => ({ method: 'DELETE', path, ...(body !== undefined && { body }) });

export const mergePatch = (path: string, body: unknown): Ask => ({ method: 'PATCH', path, body, type: 'application/merge-patch+json' });
export const jsonPatch = (path: string, body: unknown): Ask => ({ method: 'PATCH', path, body, type: 'application/json-patch+json' });
export const strategicPatch = (path: string, body: unknown): Ask => ({
  method: 'PATCH',
  path,
  body,
  type: 'application/strategic-merge-patch+json',
});
export const apply = (path: string, body: unknown): Ask => ({ method: 'PATCH', path, body, type: 'application/apply-patch+yaml' });

/** A ConfigMap; its labels and what else its metadata holds come last. */
export const map = (name: string, data?: Readonly<Record<string, string>>, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  ...(data !== undefined && { data }),
});

/** A Widget of the run's group. */
export const widget = (name: string, spec?: object, metadata: object = {}): object => ({
  apiVersion: '{{group}}/v1',
  kind: 'Widget',
  metadata: { name, ...metadata },
  ...(spec !== undefined && { spec }),
});
