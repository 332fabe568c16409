/** What commands work on: a client, and kinds under any name that people use. */
import { Api, Discovery, isNamespaced, type ApiResource, type Client, type DynamicObject } from 'kube-core';
import { missing, type Arguments } from './command.js';

/** A cluster, and the namespace that the command is about. */
export interface Cluster {
  readonly client: Client;
  readonly namespace: string;
  /** A kind by its plural, singular, short name or kind, with its group or without. @throws KubeError `unknown-kind`. */
  readonly kind: (name: string) => Promise<ApiResource>;
  /** Its objects in the namespace, if it has namespaces. */
  readonly api: (kind: ApiResource) => Api<DynamicObject>;
}

export function clusterOf(client: Client, namespace: string): Cluster {
  const kinds = Discovery.of(client);
  return {
    client,
    namespace,
    kind: (name) => kinds.get(name),
    api: (kind) => (isNamespaced(kind) ? Api.namespaced(client, kind, namespace) : Api.all(client, kind)),
  };
}

/** Objects of one kind: those of these names, or all of them. */
export interface Subject {
  readonly kind: ApiResource;
  readonly names: readonly string[];
}

/** What `pods`, `pods,svc`, `pod nginx-0 nginx-1` and `pod/nginx-0 svc/nginx` say. @throws KubeError `unknown-kind`. */
export function subjectsOf(cluster: Cluster, { words }: Pick<Arguments, 'words'>): Promise<Subject[]> {
  const [kinds = missing('the kind'), ...names] = words;
  const asked = words.some((word) => word.includes('/'))
    ? words.map((word) => [word.split('/', 1)[0] ?? '', [nameIn(word)]] as const)
    : kinds.split(',').map((kind) => [kind, names] as const);
  return Promise.all(asked.map(async ([kind, named]) => ({ kind: await cluster.kind(kind), names: named })));
}

/** `nginx-0` of `pod/nginx-0`, and of `nginx-0`. */
export const nameIn = (word: string): string => word.slice(word.indexOf('/') + 1);

/** As kubectl calls an object: `deployment.apps/nginx`. */
export const titleOf = ({ kind, group }: Pick<ApiResource, 'kind' | 'group'>, name: string): string =>
  `${[kind.toLowerCase(), group].filter((part) => part !== '').join('.')}/${name}`;
