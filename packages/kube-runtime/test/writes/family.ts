/**
 * An owner of config maps and deployments, and what was done to them: what is asked of the in-process server and of a real one alike.
 * Enter at {@link family}.
 */
import { Api, nameOf, ownerReference, type Client } from 'kube-core';
import { ConfigMap, Deployment } from 'kube-core/k8s';
import { childSet, type ChildrenResult } from 'kube-runtime';
import { spec } from '../controller/recorder.js';

/** What became of the children, by name. */
export const namesIn = (result: ChildrenResult): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(result).flatMap(([outcome, children]: [string, ChildrenResult['created']]) =>
      children.length === 0 ? [] : [[outcome, children.map(({ of, object }) => `${of} ${nameOf(object).replace(/^.*--/, '')}`)]],
    ),
  );

/** An owner, stored, and its set. Names begin with a text of their own, so that two families share a namespace. */
export async function family(client: Client) {
  const id = Math.random().toString(36).slice(2, 8);
  const configMaps = Api.namespaced(client, ConfigMap, 'default');
  const deployments = Api.namespaced(client, Deployment, 'default');
  const owner = await configMaps.create({ metadata: { name: `owner-${id}` } });
  const set = childSet(ConfigMap, { configMaps, deployments }, { fieldManager: 'family' });
  const named = (name: string) => ({ name: `c-${id}--${name}` });
  const map = (name: string, colour = 'blue') => ({ metadata: named(name), data: { colour } });
  const workload = (name: string, replicas = 1) => ({ metadata: { ...named(name), labels: { tier: 'web' } }, spec: spec(replicas) });
  const reference = ownerReference(ConfigMap, owner);
  return { configMaps, deployments, owner, set, named, map, workload, reference };
}
