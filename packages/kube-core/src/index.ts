/**
 * A typed Kubernetes client: {@link Client} connects, {@link Api} reads and writes, {@link Config} says where and who. Built-in kinds are in
 * `kube-core/k8s`, an API server to test on is in the package `kube-testing`.
 */

// Connecting
export { Client } from './client/client.js';
export type { AboutOptions, Health, HealthCheck, HealthOptions, OpenApiDocument, OpenApiIndex, ServerVersion } from './client/about.js';
export type { ChangeLayers, ClientOptions, ConnectOptions } from './client/options.js';
export { Config, type InferOptions } from './config/config.js';
export type {
  CredentialsConfig,
  ExecCluster,
  ExecPlugin,
  Impersonation,
  Material,
  OidcLogin,
  ProxyConfig,
  TlsConfig,
  TokenGrant,
  TokenSource,
} from './config/types.js';
export { Kubeconfig, type KubeconfigReadOptions } from './config/kubeconfig.js';
export type {
  EntryPatch,
  KubeconfigChanges,
  KubeconfigCluster,
  KubeconfigContext,
  KubeconfigExec,
  KubeconfigExtension,
  KubeconfigNames,
  KubeconfigUser,
} from './config/kubeconfig/value/shape.js';
export type { KubeconfigOptions } from './config/kubeconfig/load.js';
export type { KubeconfigOverrides } from './config/kubeconfig/overrides.js';
export type { InClusterOptions } from './config/in-cluster.js';

// Reading and writing
export { Api } from './api/api.js';
export { targetOf } from './api/target.js';
export { retryOnConflict, type RetryOptions } from './api/retry-on-conflict.js';
export type { Deletion } from './api/deletion.js';
export type { Change, ModifyOptions, Upsert, Upserted } from './api/modify.js';
export type { Subresource } from './api/subresource.js';
export type { ItemsOptions, Key, PatchOptions } from './api/options.js';
export type { PodLike, RunOptions, ServiceAccountLike } from './api/types.js';
export type { Attached, AttachOptions } from './streams/attach.js';
export type { ByteSink, ByteSource } from './streams/bytes.js';
export type { Exec, ExecOptions, Output } from './streams/exec.js';
export type { LogEntriesOptions } from './streams/logs/log-entries.js';
export { withPrefix, type LogEntry } from './streams/logs/log-entry.js';
export type { LogOptions } from './streams/logs/logs.js';
export type { PortOptions } from './streams/port.js';
export type { SessionOptions, SessionStreams, TerminalSize } from './streams/session.js';
export type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  FieldValidation,
  GetOptions,
  ListOptions,
  Query,
  SelectorOptions,
  VersionOptions,
  WatchOptions,
  WriteOptions,
} from './request/params.js';
export { resourcePath, type Place } from './request/path.js';
export type { RawCall, RawOptions, RawRequest } from './request/raw.js';
export { jsonPointer } from './request/patch.js';
export type { Apply, JsonPatch, MergePatch, Part, Patch, SpecOf, StatusOf } from './request/patch.js';
export { endsInitialEvents, initialEventsEnd, type Bookmark, type WatchEvent } from './request/watch-event.js';

// Kinds and objects
export { apiVersionOf, isNamespaced, qualifiedName } from './resource/definition.js';
export type { Frozen, KubeObject, ObjectList, ResourceDefinition, Scope, Stored } from './resource/definition.js';
export { incomplete, isIncomplete, type Complete, type Incomplete } from './resource/incomplete.js';
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
export type { Condition, LabelSelector, ListMeta, ManagedFieldsEntry, ObjectMeta, OwnerReference } from './resource/types.js';
export {
  annotationsOf,
  finalizersOf,
  labelsOf,
  ownersOf,
  withAnnotations,
  withFinalizer,
  withLabels,
  withoutFinalizer,
  withOwner,
  type Annotated,
  type Entries,
} from './resource/changes.js';
export { parseDuration, printDuration } from './resource/values/duration.js';
export { scaledValue } from './resource/values/int-or-string.js';
export {
  addQuantities,
  compareQuantities,
  parseQuantity,
  printQuantity,
  quantityAsNumber,
  subtractQuantities,
  type QuantityFormat,
  type QuantityLike,
  type QuantityValue,
} from './resource/values/quantity.js';
export { compareResourceVersions } from './resource/values/resource-version.js';
export { secretBytes, secretData, secretText, type HasData } from './resource/values/secret-data.js';
export { fieldSelector, parseFieldSelector, type FieldRequirement, type FieldTerms } from './resource/selector/field-selector.js';
export type { LabelRequirement, Labels } from './resource/selector/label-requirement.js';
export {
  labelMatcher,
  labelSelector,
  parseLabelSelector,
  printLabelSelector,
  toLabelSelector,
  type AnyLabelSelector,
  type LabelTerm,
  type LabelTerms,
} from './resource/selector/label-selector.js';
export { isApplied, isAppliedBy, type Managed } from './resource/managed/applied.js';
export { compareVersions } from './resource/version.js';
export { toWire, type Wire } from './resource/wire.js';

// What a server serves
export { discover, discoverGroup, discoverKind, type DiscoverOptions } from './discovery/discover.js';
export { Discovery } from './discovery/discovery.js';
export type { KindName } from './discovery/lookup.js';
export type { ApiGroup, ApiResource, ApiSubresource, ApiVersion, Discovered, DiscoveryFailure } from './discovery/types.js';

// Errors
export type { ErrorCode } from './error-codes.js';
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
export { AnswerError } from './request/answer.js';
export { InClusterError, InferConfigError, KubeconfigError, type Position } from './config/errors.js';

// Time and cancellation, for what builds on this package
export { linkedAbort, onAbort, type LinkedAbort } from './util/async/abort.js';
export { exponentialBackoff, type Backoff, type BackoffOptions } from './util/async/backoff.js';
export { systemClock, type Clock } from './util/async/clock.js';
