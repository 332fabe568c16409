/**
 * Which pods of a node a drain evicts, leaves, or must not touch: {@link planOf}. The rules are those of `kubectl drain`.
 */
import type { Pod } from '../k8s/core-v1.js';
import type { Stored } from '../resource/definition.js';
import { controllerOf } from '../resource/owner.js';

/** What a drain may do with pods that do not come back by themselves, or lose something. */
export interface DrainRules {
  /** Leaves pods of DaemonSets where they are, which would come back at once; else they end the drain. @defaultValue false */
  readonly ignoreDaemonSets?: boolean;
  /** Evicts pods with `emptyDir` volumes, whose data goes with them; else they end the drain. @defaultValue false */
  readonly deleteEmptyDirData?: boolean;
  /** Evicts pods that no controller makes anew; else they end the drain. @defaultValue false */
  readonly force?: boolean;
  /** Only pods that these labels select. @defaultValue all */
  readonly podSelector?: string;
}

/** A pod, and why it is left or why it ends the drain. */
export interface Verdict {
  readonly pod: Stored<Pod>;
  readonly what: 'evict' | 'leave' | 'refuse';
  readonly why: string;
}

const mirror = 'kubernetes.io/config.mirror';

/** What becomes of each pod of a node. */
export const planOf = (pods: readonly Stored<Pod>[], rules: DrainRules): Verdict[] =>
  pods.map((pod) => ({ pod, ...verdictOf(pod, rules) }));

type Judgement = Omit<Verdict, 'pod'>;

const leave = (why: string): Judgement => ({ what: 'leave', why });
const refuse = (why: string): Judgement => ({ what: 'refuse', why });
const evict: Judgement = { what: 'evict', why: '' };

function verdictOf(pod: Stored<Pod>, rules: DrainRules): Judgement {
  const finished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  if (pod.metadata.annotations?.[mirror] !== undefined) return leave('it is the mirror of a static pod');
  if (finished) return evict;
  if (controllerOf(pod)?.kind === 'DaemonSet')
    return rules.ignoreDaemonSets === true ? leave('it belongs to a DaemonSet') : refuse('it belongs to a DaemonSet: set ignoreDaemonSets');
  if (controllerOf(pod) === undefined && rules.force !== true) return refuse('no controller makes it anew: set force');
  if (pod.spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined) === true && rules.deleteEmptyDirData !== true)
    return refuse('it has an emptyDir volume, whose data would go: set deleteEmptyDirData');
  return evict;
}
