/**
 * What kube-apiserver and kube-controller-manager do on their own account, a moment after a write: definitions are served, namespaces
 * emptied, dependants collected. Enter at {@link startControllers}.
 *
 * Each change is looked at once, outside the request that made it, in the order of the writes.
 */
import { tell } from 'kube-core/support';
import type { Cluster } from '../cluster.js';
import { crdId } from '../registry/definition.js';
import type { Report } from '../report.js';
import type { Change } from '../store/collection.js';
import { finishDefinition, settleDefinition } from './definitions.js';
import { GarbageCollector } from './gc.js';
import { emptyNamespace, finishNamespace } from './namespaces.js';

/** Options of {@link startControllers}. */
export interface ControllerOptions {
  /** Whether dependants are collected. */
  readonly gc: boolean;
  /** Told of what goes wrong in a controller; the others go on. */
  readonly report: Report;
}

/** Works after each change, until it is disposed of. */
export function startControllers(cluster: Cluster, options: ControllerOptions): Disposable {
  const collector = options.gc ? new GarbageCollector(cluster) : undefined;
  const pending: (() => void)[] = [];
  let scheduled: NodeJS.Immediate | undefined;
  const work = (): void => {
    scheduled = undefined;
    for (const task of pending.splice(0)) attempt(task, options.report);
    if (pending.length > 0) schedule();
  };
  const schedule = (): void => {
    scheduled ??= setImmediate(work);
  };
  const release = cluster.store.onChange((resource, change) => {
    collector?.note(resource, change);
    pending.push(
      () => react(cluster, resource, change),
      () => collector?.work(),
    );
    schedule();
  });
  return {
    [Symbol.dispose]: () => {
      release();
      clearImmediate(scheduled);
    },
  };
}

function attempt(task: () => void, report: Report): void {
  try {
    task();
  } catch (defect) {
    tell('onDefect', () => report(defect, 'a controller'));
  }
}

function react(cluster: Cluster, resource: string, change: Change): void {
  if (resource === crdId) settleDefinition(cluster, change);
  if (resource === 'namespaces' && change.type !== 'DELETED') emptyNamespace(cluster, change.item.name);
  const { namespace } = change.item;
  if (change.type === 'DELETED' && namespace !== undefined) finishNamespace(cluster, namespace);
  if (change.type === 'DELETED') finishDefinition(cluster, resource);
}
