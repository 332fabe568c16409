/**
 * For tests of what is built on kube-runtime: {@link openScene} runs controllers in a namespace of their own, {@link reconcileOnce} calls a
 * reconcile without a controller, {@link marbles} and {@link listed} with its neighbours test streams,
 * {@link requestLog} says which rules a run needs.
 */
export { applied, deleted, listed, stored } from './events.js';
export { marbles } from './marbles.js';
export { reconcileOnce, type ReconcileOnceOptions } from './harness.js';
export { requestLog, type RequestLog } from './request-log.js';
export { openScene, type Scene, type SceneOptions } from './scene.js';
