/**
 * What kubectl does with the Api: manifests, rollouts, scaling, nodes before their maintenance, ports, and files.
 */
export { approve, deny, type VerdictOptions } from './certificates.js';
export { copyFrom, copyTo, type CopyFromOptions, type CopyToOptions } from './copy/copy.js';
export type { Copied, CopyOptions, CopyProgress, Links } from './copy/options.js';
export { forward, type Forward, type ForwardedPort, type ForwardOptions } from './forward/forward.js';
export type { ForwardStep } from './forward/pod-source.js';
export type { PortSpec } from './forward/ports.js';
export type { ForwardTarget } from './forward/target.js';
export { applyManifest, type ApplyManifestOptions } from './manifest/apply-manifest.js';
export type { Applied, ApplierOptions } from './manifest/applier.js';
export type { ApplySetOptions } from './manifest/apply-set.js';
export { diffManifest, type DiffManifestOptions, type ManifestDiff, type ObjectDiff } from './manifest/diff-manifest.js';
export { inOrder, objectsIn, type ManifestObject } from './manifest/manifest.js';
export { cordon, drain, uncordon, type Drained, type DrainOptions } from './nodes.js';
export type { DrainRules, Verdict } from './drain-plan.js';
export type { DrainStep } from './evict.js';
export {
  pause,
  restart,
  resume,
  rolloutStatus,
  scale,
  untilRolledOut,
  type RolloutOptions,
  type ScaleOptions,
  type UntilRolledOutOptions,
} from './rollout.js';
export { rolloutOf, type Rollout } from './rollout-status.js';
export { revisionsOf, undo, type Revision, type UndoOptions } from './undo.js';
export type { WaitFor, WaitTest } from './wait/condition.js';
export { wait, type WaitOptions, type WaitSubject } from './wait/wait.js';
export type { Workload, WorkloadKind } from './workload.js';
