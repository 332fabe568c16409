/**
 * Calls a reconcile as a controller would, without one. Enter at {@link reconcileOnce}.
 */
import { apiVersionOf, controllerOf, type Api, type KubeObject, type Stored } from 'kube-core';
import { checkOptions, rules, type Rules } from 'kube-core/support';
import { Action } from '../controller/action.js';
import type { Reconcile } from '../controller/context.js';
import { cacheOf, type OwnedObjects } from '../controller/owned.js';
import { consoleLogger } from '../log/console-logger.js';
import { loggerRule, type Logger } from '../log/logger.js';
import { apiOf, type Source } from '../reflector/cache.js';
import { compactor } from '../reflector/compact.js';
import { asCached, type Cached } from '../watcher/event.js';

/** What the reconcile is called with. */
export interface ReconcileOnceOptions<K extends KubeObject> {
  /** The Api to reconcile with: of the in-process server, or of a service that the test answers by hand. */
  readonly api: Api<K>;
  /** The object as the server has it, from a get or a create for example. */
  readonly object: Stored<K>;
  /** What the reconcile reads by `owned.of()`: those of them that the object controls. @defaultValue none */
  readonly owned?: readonly Stored<KubeObject>[];
  /** Which try this is. @defaultValue 1 */
  readonly attempt?: number;
  /** @defaultValue one that never aborts */
  readonly signal?: AbortSignal;
  /** What the reconcile writes lines with. @defaultValue `consoleLogger()` */
  readonly log?: Logger;
}

const onceRules: Rules<ReconcileOnceOptions<KubeObject>> = {
  api: rules.object,
  object: rules.object,
  attempt: rules.count,
  signal: rules.signal,
  log: loggerRule,
  owned: { fits: Array.isArray, wanted: 'a list of objects' },
};

const freeze = compactor({ slots: 1 });

/**
 * One reconcile of one object, which is frozen and without managedFields as a controller's are: a reconcile that writes to it fails here
 * already.
 *
 * @param reconcile - What a controller would call.
 * @param options - The object, and the Api.
 * @returns what it wants next; `Action.awaitChange()` where it said nothing.
 * @throws whatever it throws; KubeError `option` for an option that there is not.
 */
export async function reconcileOnce<K extends KubeObject>(reconcile: Reconcile<K>, options: ReconcileOnceOptions<K>): Promise<Action> {
  const given = checkOptions('reconcileOnce()', options, onceRules);
  const { api, object, owned = [], attempt = 1, signal = new AbortController().signal, log = consoleLogger() } = given;
  return (
    (await reconcile({ api, object: asCached<K>(freeze(object)), owned: ownedOf(object, owned), attempt, signal, log })) ??
    Action.awaitChange()
  );
}

/** Reads a list as a controller reads its caches. */
function ownedOf(owner: Stored<KubeObject>, objects: readonly Stored<KubeObject>[]): OwnedObjects {
  const mine = objects.filter((each) => controllerOf(each)?.uid === owner.metadata.uid).map((each) => freeze(each));
  return {
    of: <C extends KubeObject>(source: Source<C>) => {
      const { definition } = apiOf(source);
      const isAsked = ({ apiVersion, kind }: KubeObject): boolean => apiVersion === apiVersionOf(definition) && kind === definition.kind;
      return mine.filter(isAsked) as readonly unknown[] as readonly Cached<C>[]; // of the kind of the source
    },
    [cacheOf]: () => undefined,
  };
}
