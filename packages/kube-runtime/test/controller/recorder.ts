/**
 * What tests of controllers are about: objects to reconcile, and a reconcile that remembers its calls. Enter at {@link recorder}.
 */
import { ownerReference, type Stored } from 'kube-core';
import { ConfigMap, Deployment } from 'kube-core/k8s';
import type { Action, Cached, Reconcile, ReconcileContext } from 'kube-runtime';

/** The spec of a Deployment. */
export const spec = (replicas = 1) => ({
  replicas,
  selector: { matchLabels: { app: 'x' } },
  template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'main', image: 'x' }] } },
});
/** A config map that the Deployment owns. */
export const childOf = (owner: Cached<Deployment> | Stored<Deployment>) => ({
  metadata: { name: `${owner.metadata.name}-child`, namespace: 'default', ownerReferences: [ownerReference(Deployment, owner)] },
  data: { replicas: String(owner.spec?.replicas ?? 0) },
});
/** Which objects it was called for, in that order. */
export const names = (seen: readonly ReconcileContext<ConfigMap>[]): string[] => seen.map(({ object }) => object.metadata.name);

/** Records every call of a reconcile of config maps in the namespace, but for the one that every namespace has. */
export function recorder(then: (context: ReconcileContext<ConfigMap>) => Promise<Action | void> = async () => {}) {
  const seen: ReconcileContext<ConfigMap>[] = [];
  const reconcile: Reconcile<ConfigMap> = async (context) => {
    if (context.object.metadata.name === 'kube-root-ca.crt') return;
    seen.push(context);
    return then(context);
  };
  return { seen, reconcile };
}
