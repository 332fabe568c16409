/**
 * A typed Kubernetes client: {@link Client} connects, {@link Api} reads and writes, {@link Config} says where and who. Built-in kinds are in
 * `kube-core/k8s`, an API server to test on is in `kube-core/testing`.
 */

// Connecting
export { Client, type ClientOptions, type ConnectOptions } from './client/client.js';
export { Config, type InferOptions } from './config/config.js';
export type { CredentialsConfig, Impersonation, Material, TlsConfig } from './config/types.js';
export type { KubeconfigOptions } from './config/load.js';
export type { InClusterOptions } from './config/in-cluster.js';

// Reading and writing
export { Api } from './api/api.js';
export type { ItemsOptions, Key, PatchOptions, PodLike, RunOptions } from './api/types.js';
export type { Exec, ExecOptions, Output } from './api/exec.js';
export type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  FieldValidation,
  GetOptions,
  ListOptions,
  SelectorOptions,
  VersionOptions,
  WatchOptions,
  WriteOptions,
} from './request/params.js';
export type { Apply, JsonPatch, MergePatch, Part, Patch, StatusOf } from './request/patch.js';
export { endsInitialEvents, type Bookmark, type WatchEvent } from './request/watch-event.js';

// Kinds and objects
export { apiVersionOf, qualifiedName } from './resource/definition.js';
export type { Frozen, KubeObject, ObjectList, ResourceDefinition, Scope, Stored } from './resource/definition.js';
export { dynamicResource, type DynamicObject } from './resource/dynamic.js';
export { parseApiVersion, type GroupVersion, type GroupVersionKind } from './resource/gvk.js';
export {
  isDeleting,
  keyOf,
  metadataOf,
  nameOf,
  namespaceOf,
  type MetadataDefinition,
  type PartialObjectMetadata,
} from './resource/metadata.js';
export { controllerOf, ownerReference, type Owner } from './resource/owner.js';
export type { Condition, ListMeta, ManagedFieldsEntry, ObjectMeta, OwnerReference } from './resource/types.js';
export { toWire, type Wire } from './resource/wire.js';

// Errors
export { codeOf, hasCode, isKubeError, KubeError, messageOf } from './errors.js';
export {
  ApiError,
  isAlreadyExists,
  isApiError,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isStatus,
  isTooManyRequests,
  isUnauthorized,
  type Status,
  type StatusCause,
} from './request/status.js';
export { isTransportError, TransportError } from './service/errors.js';
export { AnswerError } from './client/errors.js';
export { InClusterError, InferConfigError, KubeconfigError, type Position } from './config/errors.js';

// Time and cancellation, for what builds on this package
export { linkedAbort, onAbort, type LinkedAbort } from './util/abort.js';
export { exponentialBackoff, type Backoff, type BackoffOptions } from './util/backoff.js';
export { systemClock, type Clock } from './util/clock.js';
