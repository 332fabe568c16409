/**
 * Cleans up before an object is deleted: {@link finalizer} makes a reconcile for whose clean-up the deletion waits.
 */
import { isConflict, isDeleting, isInvalid, isNotFound, KubeError, type JsonPatch, type KubeObject } from 'kube-core';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';
import type { Action } from './controller/action.js';
import type { Reconcile, ReconcileContext } from './controller/context.js';
import { compactor } from './reflector/compact.js';
import { asCached, type Cached } from './watcher/event.js';

/** What to do with an object as long as it is wanted, and what to do once it is being deleted. */
export interface FinalizerHandlers<K extends KubeObject, R = unknown> {
  /** Reconciles an object that is wanted. */
  readonly apply: Reconcile<K, R>;
  /** Removes what `apply` made and Kubernetes does not remove by itself. As long as it returns `Action.requeue(ms)` the object stays. */
  readonly cleanup: Reconcile<K>;
}

const handlerRules: Rules<FinalizerHandlers<KubeObject>> = { apply: rules.call, cleanup: rules.call };

/** A domain and a name, as the server asks of finalizers: others may have one of the same name. */
const qualified =
  /^(?=.{1,253}\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** As many as client-go's DefaultRetry. Each try begins with the object read anew. */
const mostTries = 5;

/** Makes the answer to a patch what the cache would give: frozen and without managedFields. One slot: it shares parts with no other object. */
const freeze = compactor({ slots: 1 });

/**
 * A reconcile that holds the deletion of its objects until it has cleaned up.
 *
 * @param name - What to put into `metadata.finalizers`: a domain and a name, `example.com/website`.
 * @param handlers - What to do with an object that is wanted, and with one that is to go.
 * @throws KubeError `finalizer` for a name without a domain; `option` where one of the handlers is missing or misspelt.
 *
 * @remarks
 * Guarantees: the finalizer is stored before `apply` is called. So an object for which `apply` ever began is not deleted before `cleanup`
 * has succeeded. Finalizers of others are left alone. If somebody else changes the object at the same time, it is read and tried again.
 *
 * Caveats: `cleanup` may be called more than once, and for an object for which `apply` never succeeded. While no controller runs,
 * deletions wait. Kubernetes itself deletes what the object controls by owner references: that needs no finalizer.
 */
export function finalizer<K extends KubeObject, R = unknown>(name: string, handlers: FinalizerHandlers<K, R>): Reconcile<K, R> {
  if (!qualified.test(name)) {
    throw new KubeError(
      'finalizer',
      `"${name}" cannot be the name of a finalizer; it is a domain and a name, example.com/${/[\w-]*$/.exec(name)?.[0] ?? ''}`,
    );
  }
  checkHandlers(handlers);
  return async (context) => {
    const { object } = context;
    if (isDeleting(object)) return has(object, name) ? finish(name, handlers.cleanup, context) : {};
    if (has(object, name)) return handlers.apply(context);
    const added = await change(context, (current) => (isDeleting(current) || has(current, name) ? undefined : addition(current, name)));
    return added === undefined || !has(added, name) || isDeleting(added) ? {} : handlers.apply({ ...context, object: added });
  };
}

/** Both have to be there: without `cleanup` no object would ever go. */
function checkHandlers<K extends KubeObject>(handlers: FinalizerHandlers<K>): void {
  checkOptions('finalizer()', handlers, handlerRules);
  checkValue('apply', handlers.apply, rules.call);
  checkValue('cleanup', handlers.cleanup, rules.call);
}

async function finish<K extends KubeObject>(name: string, cleanup: Reconcile<K>, context: ReconcileContext<K>): Promise<Action<never>> {
  const { requeueAfterMs } = (await cleanup(context)) ?? {};
  if (requeueAfterMs !== undefined) return { requeueAfterMs };
  await change(context, (current) => (has(current, name) ? removal(current, name) : undefined));
  return {};
}

/**
 * Patches the object, reading it again where somebody else was faster.
 *
 * @param patchOf - The patch for the object as it is; `undefined` where nothing is to be done.
 * @returns the object as it is then; `undefined` where it is gone.
 */
async function change<K extends KubeObject>(
  context: ReconcileContext<K>,
  patchOf: (object: Cached<K>) => readonly JsonPatch[] | undefined,
): Promise<Cached<K> | undefined> {
  const { api, signal } = context;
  let object: Cached<K> | undefined = context.object;
  for (let tries = 1; object !== undefined; tries++) {
    const json = patchOf(object);
    if (json === undefined) return object;
    try {
      return freeze(asCached<K>(await api.patch(object, { json }, { signal })));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (tries === mostTries || !isLost(error)) throw error;
      const fresh: Cached<K> | undefined = await read(context);
      if (fresh?.metadata.resourceVersion === object.metadata.resourceVersion) throw error; // the same patch would fail again
      object = fresh;
    }
  }
  return undefined;
}

/** A `test` that fails is answered with 422, a change between reading and writing with 409. */
const isLost = (error: unknown): boolean => isConflict(error) || isInvalid(error);

/** The object as the server has it now; `undefined` where it is gone or another took its name. */
async function read<K extends KubeObject>({ api, object, signal }: ReconcileContext<K>): Promise<Cached<K> | undefined> {
  const found = await api.find(object, { signal });
  return found?.metadata.uid === object.metadata.uid ? freeze(asCached<K>(found)) : undefined;
}

interface HasFinalizers {
  readonly metadata: { readonly uid: string; readonly finalizers?: readonly string[] };
}

const finalizersOf = (object: HasFinalizers): readonly string[] => object.metadata.finalizers ?? [];
const has = (object: HasFinalizers, name: string): boolean => finalizersOf(object).includes(name);

/**
 * It tests the uid, so that it does not change another object of the same name. It tests the list, so that it does not add a name that
 * somebody else has added since: the server would keep both.
 */
function addition(object: HasFinalizers, name: string): readonly JsonPatch[] {
  const list = finalizersOf(object);
  const same: JsonPatch = { op: 'test', path: '/metadata/uid', value: object.metadata.uid };
  const path = '/metadata/finalizers';
  return list.length === 0
    ? [same, { op: 'test', path, value: null }, { op: 'add', path, value: [name] }]
    : [same, { op: 'test', path, value: list }, { op: 'add', path: `${path}/-`, value: name }];
}

function removal(object: HasFinalizers, name: string): readonly JsonPatch[] {
  const path = `/metadata/finalizers/${finalizersOf(object).indexOf(name)}`;
  return [
    { op: 'test', path: '/metadata/uid', value: object.metadata.uid },
    { op: 'test', path, value: name },
    { op: 'remove', path },
  ];
}
