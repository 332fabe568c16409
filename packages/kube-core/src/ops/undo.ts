/**
 * Back to an earlier revision, as `kubectl rollout undo`: {@link undo}, and {@link revisionsOf} to see what there is.
 *
 * A Deployment keeps its revisions as ReplicaSets, StatefulSets and DaemonSets keep them as ControllerRevisions.
 */
import { Api } from '../api/api.js';
import type { Key } from '../api/options.js';
import type { Api as ApiOf } from '../api/types.js';
import { KubeError } from '../errors.js';
import { ControllerRevision, ReplicaSet } from '../k8s/apps-v1.js';
import { isApiError } from '../request/status.js';
import type { KubeObject, Stored } from '../resource/definition.js';
import { controllerOf } from '../resource/owner.js';
import { printLabelSelector } from '../resource/selector/label-selector.js';
import { equal, objectAt } from '../util/json/json.js';
import { checkOptions, rules } from '../util/options.js';
import type { RolloutOptions } from './rollout.js';
import { callRules, nameIn, refuse, workloadKind, type Workload } from './workload.js';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const causeAnnotation = 'kubernetes.io/change-cause';
const hashLabel = 'pod-template-hash';

/** One revision of a workload. */
export interface Revision {
  /** Counts up from 1; going back makes the old template the newest revision. */
  readonly revision: number;
  /** The annotation `kubernetes.io/change-cause`, where the one who changed it has set it. */
  readonly cause: string | undefined;
  /** The pod template of that revision. */
  readonly template: object;
}

/** The revisions that the cluster keeps of a workload, oldest first: `revisionHistoryLimit` of them, 10 by default. */
export async function revisionsOf<K extends Workload>(api: ApiOf<K>, key: Key, options: RolloutOptions = {}): Promise<Revision[]> {
  const call = checkOptions('revisionsOf()', options, callRules);
  workloadKind(api);
  return revisions(api, await api.get(key, call), call);
}

/** Options of {@link undo}. */
export interface UndoOptions extends RolloutOptions {
  /** Which revision to go back to. @defaultValue the one before the newest */
  readonly toRevision?: number;
}

/**
 * Gives a workload the pod template of an earlier revision.
 *
 * @returns the workload with that template; as it was read where it has that template already.
 * @throws KubeError `rollout` for a revision that is not kept, a workload with one revision only, a Deployment that is paused, or a
 * template that somebody else changed at the same moment.
 */
export async function undo<K extends Workload>(api: ApiOf<K>, key: Key, options: UndoOptions = {}): Promise<Stored<K>> {
  const { toRevision, ...call } = checkOptions('undo()', options, { ...callRules, toRevision: rules.anything });
  workloadKind(api);
  const workload = await api.get(key, call);
  const named = nameIn(api, key);
  if (workload.spec?.paused === true) throw refuse(`${named} is paused: resume it first`);
  const { template } = wanted(await revisions(api, workload, call), named, toRevision);
  if (equal(workload.spec?.template, template)) return workload;
  return replaced(api, workload, { ...call, template });
}

/**
 * Replaces the template that was read by another. A rollout writes the status all the time, so the version of the object may differ by then;
 * the template may not.
 */
async function replaced<K extends Workload>(api: ApiOf<K>, workload: Stored<K>, options: Replacing): Promise<Stored<K>> {
  const { template, ...call } = options;
  const { uid } = workload.metadata;
  const steps = [
    { op: 'test' as const, path: '/metadata/uid', value: uid },
    { op: 'test' as const, path: '/spec/template', value: workload.spec?.template },
    { op: 'replace' as const, path: '/spec/template', value: template },
  ];
  try {
    return await api.patch(workload, { json: steps }, call); // a JSON patch fits every kind
  } catch (error) {
    if (!isApiError(error) || error.status.code !== 422) throw error;
    const now = await api.get(workload, call);
    if (now.metadata.uid === uid && equal(now.spec?.template, workload.spec?.template)) throw error;
    throw refuse(`the template of ${nameIn(api, workload)} was changed by somebody else meanwhile; look at it and try again`, error);
  }
}

interface Replacing extends RolloutOptions {
  readonly template: object;
}

function wanted(all: readonly Revision[], named: string, toRevision: number | undefined): Revision {
  if (toRevision !== undefined && (!Number.isSafeInteger(toRevision) || toRevision < 1))
    throw new KubeError('params', `toRevision is ${toRevision}; it is a whole number from 1`);
  const found = toRevision === undefined ? all.at(-2) : all.find(({ revision }) => revision === toRevision);
  if (found !== undefined) return found;
  const kept = all.map(({ revision }) => revision).join(', ') || 'none';
  throw refuse(
    `${named} has no ${toRevision === undefined ? 'earlier revision' : `revision ${toRevision}`}; the revisions kept are: ${kept}`,
  );
}

async function revisions<K extends Workload>(api: ApiOf<K>, workload: Stored<K>, options: RolloutOptions): Promise<Revision[]> {
  const inDeployments = workloadKind(api) === 'Deployment';
  const list = { ...options, labelSelector: printLabelSelector(workload.spec?.selector ?? {}) };
  const { namespace = '' } = workload.metadata;
  const found = inDeployments
    ? (await owned(Api.namespaced(api.client, ReplicaSet, namespace), workload, list)).map(ofReplicaSet)
    : (await owned(Api.namespaced(api.client, ControllerRevision, namespace), workload, list)).map(ofControllerRevision);
  return found.filter(({ revision }) => revision > 0).sort((a, b) => a.revision - b.revision);
}

async function owned<T extends KubeObject>(api: ApiOf<T>, owner: Stored<KubeObject>, list: RolloutOptions): Promise<Stored<T>[]> {
  const { items } = await api.list(list);
  return items.filter((object) => controllerOf(object)?.uid === owner.metadata.uid);
}

function ofReplicaSet({ metadata, spec }: Stored<ReplicaSet>): Revision {
  const annotations = metadata.annotations ?? {};
  return {
    revision: Number(annotations[revisionAnnotation] ?? 0),
    cause: annotations[causeAnnotation],
    template: withoutHash(spec?.template ?? {}),
  };
}

/** The label that a Deployment adds to the template of each of its ReplicaSets. */
function withoutHash(template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } }): object {
  const { [hashLabel]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The data of a ControllerRevision is the patch that its workload got: the template, with a directive for the server. */
function ofControllerRevision({ metadata, revision, data }: Stored<ControllerRevision>): Revision {
  const { $patch: _, ...template } = objectAt(objectAt(data, 'spec'), 'template');
  return { revision, cause: metadata.annotations?.[causeAnnotation], template };
}
