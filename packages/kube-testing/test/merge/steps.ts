/** The words that the merge cases are written in: kinds, steps and bodies. */
import type { CaseKind, Step } from './case.js';

export const configMap: CaseKind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps' };
export const service: CaseKind = { group: '', version: 'v1', kind: 'Service', plural: 'services' };
export const podTemplate: CaseKind = { group: '', version: 'v1', kind: 'PodTemplate', plural: 'podtemplates' };
export const deployment: CaseKind = { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments' };

type Options = Partial<Pick<Step, 'force' | 'sub' | 'version'>>;
export const apply = (by: string, body: unknown, options: Options = {}): Step => ({ do: 'apply', by, body, ...options });
export const create = (by: string, body: unknown): Step => ({ do: 'create', by, body });
export const update = (by: string, body: unknown, options: Options = {}): Step => ({ do: 'update', by, body, ...options });
export const merge = (by: string, body: unknown, options: Options = {}): Step => ({ do: 'merge', by, body, ...options });
export const json = (by: string, body: unknown): Step => ({ do: 'json', by, body });
export const strategic = (by: string, body: unknown): Step => ({ do: 'strategic', by, body });

export const data = (entries: Record<string, unknown>): unknown => ({ data: entries });
export const spec = (fields: Record<string, unknown>): unknown => ({ spec: fields });
export const containers = (...list: unknown[]): Readonly<Record<string, unknown>> => ({
  template: { metadata: { labels: { app: 'x' } }, spec: { containers: list } },
});
export const container = (name: string, more: object = {}): unknown => ({ name, image: 'i', ...more });

export const embedded = (metadata: object, more: object): object => ({
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name: 'n', ...metadata },
  ...more,
});
export const owner = (fields: object): object => ({ apiVersion: 'v1', kind: 'Node', ...fields });
export const owned = (...owners: object[]): unknown => ({
  template: { metadata: { labels: { app: 'x' }, ownerReferences: owners.map(owner) }, spec: { containers: [container('one')] } },
});

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
