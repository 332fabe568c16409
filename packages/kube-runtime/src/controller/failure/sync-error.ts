/**
 * The first list of a kind does not come: {@link SyncError} names the kind, gives the words of the API, and says what to do.
 */
import {
  apiVersionOf,
  hasCode,
  isApiError,
  isForbidden,
  isNotFound,
  KubeError,
  messageOf,
  qualifiedName,
  type ResourceDefinition,
} from 'kube-core';
import type { WatcherError } from '../../watcher/errors.js';
import { durationText } from '../../util/duration.js';
import { permission, ruleText } from '../../util/permission.js';

/** What a kind is to a controller: that which it reconciles, one that it needs beside it, or one that it can do without. */
export type SourceRole = 'reconciled' | 'needed' | 'optional';

/** A kind whose first list is not complete. */
export interface UnsyncedSource {
  readonly definition: ResourceDefinition;
  /** The namespace that is watched; `undefined`: all of them, or the kind has none. */
  readonly namespace: string | undefined;
  /** The latest failure of its watch; `undefined`: the server has neither refused nor finished the list. */
  readonly failure: WatcherError | undefined;
  readonly role: SourceRole;
}

/** What a controller does about it. */
export interface SyncConsequence {
  /** Who could not read: `the controller of Website`. */
  readonly name: string;
  /**
   * - `waits`: it tries again until `syncTimeoutMs` is over; it has only just begun, or a kind has vanished meanwhile.
   * - `goes-on`: it goes on without, since the source is optional, and takes it in when it can be listed.
   * - `ends`: it rejects its run, having waited for so many milliseconds.
   */
  readonly then: { readonly type: 'waits' } | { readonly type: 'goes-on' } | { readonly type: 'ends'; readonly waitedMs: number };
}

/**
 * A controller could not read what it watches. It is told at the first refusal, and rejects the run when `syncTimeoutMs` is over, unless
 * each source it speaks of is optional: then the controller goes on without them, and takes them in when they can be listed.
 */
export class SyncError extends KubeError {
  /** What could not be read: `deployments.apps`. */
  readonly resources: readonly string[];

  /**
   * @param sources - What could not be read.
   * @param consequence - What the controller does about it.
   */
  constructor(sources: readonly UnsyncedSource[], consequence: SyncConsequence) {
    super('sync', [headOf(consequence), ...sources.map(textOf)].join('\n'), { cause: sources[0]?.failure });
    this.resources = sources.map(({ definition }) => qualifiedName(definition));
  }
}

function headOf({ name, then }: SyncConsequence): string {
  switch (then.type) {
    case 'waits':
      return `${name} waits for what it cannot read yet, and looks again by itself`;
    case 'goes-on':
      return `${name} goes on without an optional source until it can be listed`;
    case 'ends':
      return `${name} did not start: after ${durationText(then.waitedMs)} it had not read all that it watches`;
    default:
      return then satisfies never;
  }
}

/** Whether a controller could not read what it watches. */
export const isSyncError = (error: unknown): error is SyncError => hasCode(error, 'sync');

/** Whether the server answered that the kind is not there, or not for us: asking again soon gives the same answer. */
export const isUnavailable = ({ cause }: WatcherError): boolean =>
  isNotFound(cause) || isForbidden(cause) || (isApiError(cause) && cause.status.code === 405);

function textOf(source: UnsyncedSource): string {
  const { definition, namespace, failure } = source;
  const where = definition.scope === 'Cluster' ? '' : namespace === undefined ? ' in all namespaces' : ` in namespace ${namespace}`;
  const words = failure === undefined ? 'the server has not completed the list' : messageOf(failure.cause);
  return `${qualifiedName(definition)}${where}: ${words}${remedyOf(source)}`;
}

function remedyOf({ definition, namespace, failure, role }: UnsyncedSource): string {
  if (failure === undefined || !isUnavailable(failure)) return '';
  if (isForbidden(failure.cause))
    return `\nAdd this rule to ${roleOf(definition, namespace)}, for the user that the controller runs as:\n${ruleText(permission(definition, ['list', 'watch']))}`;
  return `\nThe server does not serve ${definition.plural} of ${apiVersionOf(definition)}. ${advice(definition, role)}`;
}

const roleOf = (definition: ResourceDefinition, namespace: string | undefined): string =>
  definition.scope === 'Cluster' || namespace === undefined ? 'a ClusterRole' : `a Role in namespace ${namespace}`;

function advice(definition: ResourceDefinition, role: SourceRole): string {
  if (definition.group === '') return 'Look whether the kind and its version are right.';
  const install = `Install the CustomResourceDefinition ${qualifiedName(definition)} with that version`;
  return role === 'needed' ? `${install}; of a source that may be missing, say { optional: true }.` : `${install}.`;
}
