/**
 * Watch streams, stores and controllers for Kubernetes: {@link Controller} and {@link Manager} to run one, {@link watcher} and
 * {@link createStore} for the same pieces as streams.
 */

// Controllers
export { Action } from './controller/action.js';
export type { Reconcile, ReconcileContext } from './controller/context.js';
export { Controller, type ControllerBuilder, type Outcome } from './controller/controller.js';
export { isReconcileError, isTerminalError, MapError, ReconcileError, TerminalError, type ReconcileFailure } from './controller/errors.js';
export type { ControllerFailure, ForOptions, ReconcileOptions, SourceOptions } from './controller/options.js';
export { conditionOf, isConditionTrue, setCondition, type ConditionUpdate } from './conditions.js';
export { finalizer, type FinalizerHandlers } from './finalizer.js';
export { Manager, type ManagerOptions, type SignalSource } from './manager.js';
export type { Runnable, RunOptions } from './util/runnable.js';

// Watch streams
export { isWatcherError, WatcherError, type WatcherPhase } from './watcher/errors.js';
export { mapObject, type Cached, type WatcherEvent } from './watcher/event.js';
export type { WatcherOptions } from './watcher/options.js';
export { watcher } from './watcher/watcher.js';
export { watchObject, type WatchObjectOptions } from './watcher/watch-object.js';
export { appliedObjects } from './operators/applied-objects.js';
export { changedObjects } from './operators/changed-objects.js';
export { modify } from './operators/modify.js';
export { annotations, finalizers, generation, labels, resourceVersion, type Aspect } from './operators/predicates.js';
export { touchedObjects } from './operators/touched-objects.js';

// Stores
export type { ObjectRef } from './reflector/object-ref.js';
export { reflector } from './reflector/reflector.js';
export { createStore, type Indexes, type Store, type StoreChange, type StoreOptions, type StoreWriter } from './reflector/store.js';
