/** Reads what a running kube-apiserver says about its built-in kinds, through kubectl and so on the current context: {@link fetchCluster}. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { OpenApiSchema } from '../../packages/kube-core/src/openapi/schema.js';

const run = promisify(execFile);

/** An entry of an APIResourceList (meta/v1 APIResource). */
export interface ApiResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** One group-version with its resources. */
export interface ServedGroupVersion {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly ApiResource[];
}

/** What a cluster serves. */
export interface Cluster {
  readonly gitVersion: string;
  readonly groupVersions: readonly ServedGroupVersion[];
  readonly schemas: ReadonlyMap<string, OpenApiSchema>;
}

/** @throws Error if kubectl is absent or the server refuses: its own words are in the message. */
export async function fetchCluster(): Promise<Cluster> {
  const { gitVersion } = await get<{ gitVersion: string }>('/version');
  const { paths } = await get<{ paths: Record<string, unknown> }>('/openapi/v3');
  const groupVersions: ServedGroupVersion[] = [];
  const schemas = new Map<string, OpenApiSchema>();
  for (const path of Object.keys(paths).filter((name) => /^(api|apis\/[^/]+)\/v\d[^/]*$/.test(name))) {
    const document = await get<{ components: { schemas: Record<string, OpenApiSchema> } }>(`/openapi/v3/${path}`);
    const { resources } = await get<{ resources: ApiResource[] }>(`/${path}`);
    const [group = '', version = ''] = path.split('/').slice(-2);
    groupVersions.push({ group: group === 'api' ? '' : group, version, resources });
    for (const [name, schema] of Object.entries(document.components.schemas)) schemas.set(name, plain(schema) as OpenApiSchema);
  }
  return { gitVersion, groupVersions, schemas };
}

async function get<T>(path: string): Promise<T> {
  const { stdout } = await run('kubectl', ['get', '--raw', path], { maxBuffer: 64 << 20 });
  return JSON.parse(stdout) as T; // the API's own documents, whose shapes are fixed
}

/** The schema without descriptions; a property may be called `description` itself. */
function plain(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => names || key !== 'description');
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, key === 'properties' && !names)]));
}
