import type { LabelSelector } from 'kube-core/k8s';
import type { Bytes, Condition, DateTime, Int32, Int64 } from 'kube-core/types';

/** Mode is how a mirror copies. */
type Mode = 'full' | 'incremental';

/** Target is where copies go. */
interface Target {
  /** Name of the target. @minLength 1 @maxLength 63
   *  @pattern ^[a-z]([-a-z0-9]*[a-z0-9])?$ */
  name: string;
  /** @minimum 1 @maximum 65535 @default 443 */
  port?: Int32;
}

/** Owner is who asked for it.
 *  @mapType atomic
 *  @validation {rule: "has(self.mail) || has(self.phone)", message: "mail or phone"} */
interface Owner {
  /** @format email */
  mail?: string;
  phone?: string;
}

/** MirrorSpec is what a mirror is to do.
 *  @kube group=peers.example.com version=v1 kind=Mirror
 *  @shortName mi
 *  @category all
 *  @scale spec=.spec.replicas status=.status.replicas selector=.status.selector
 *  @printColumn name=Mode type=string jsonPath=.spec.mode
 *  @noAgeColumn
 *  @selectableField .spec.mode */
export interface MirrorSpec {
  /** Mode of copying. */
  mode: Mode;
  /** @minimum 0 @default 1 */
  replicas?: Int32;
  /** @exclusiveMinimum 0 */
  bytes?: Int64;
  /** @listType map
   *  @listMapKey name
   *  @maxItems 16 */
  targets: Target[];
  /** @listType set */
  tags?: string[];
  /** @maxProperties 8 */
  labels?: Record<string, string>;
  note?: string | null;
  paused?: boolean;
  since?: DateTime;
  /** @validation {rule: "self == oldSelf", message: "class is immutable"} */
  class: string;
  owner?: Owner;
  selector?: LabelSelector;
  keys?: Bytes;
}
/** MirrorStatus is what was seen. */
export interface MirrorStatus {
  observedGeneration?: Int64;
  replicas?: Int32;
  selector?: string;
  conditions?: Condition[];
}
