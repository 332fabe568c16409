/**
 * For tests of what is built on kube-runtime: {@link reconcileOnce} calls a reconcile without a controller, {@link listed} and its
 * neighbours make the events of a watcher.
 */
export { applied, deleted, listed, stored } from './events.js';
export { reconcileOnce, type ReconcileOnceOptions } from './harness.js';
