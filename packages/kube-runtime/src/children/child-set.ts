/**
 * Makes the objects that another one asks for, and removes those that it no longer asks for. Enter at {@link childSet}.
 */
import { KubeError, type Api, type Apply, type KubeObject, type ResourceDefinition } from 'kube-core';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';
import { cacheOf, type OwnedObjects } from '../controller/owned.js';
import type { Cached } from '../watcher/event.js';
import { CachedChildren, ChildMemory } from './cached.js';
import { KindOfChildren, type ChildCalls, type ChildOutcome } from './kind-of-children.js';
import { listed, type ChildReader, type Kind } from './reader.js';
import type { ChildOwner } from './wish.js';

export type { ChildOwner } from './wish.js';

/** The kinds of a set, by names of your own: `{ configMaps, deployments }`. */
export type ChildKinds = Readonly<Record<string, Api>>;

/** What is wanted of each kind; a kind of which nothing is wanted says so: `[]`. */
export type WantedChildren<C extends ChildKinds> = {
  readonly [P in keyof C]: readonly (C[P] extends Api<infer K> ? Apply<K> : never)[];
};

/** One child, as it is now; as it was last where it is gone. `of` is the name of its kind in the set, and tells the compiler which it is. */
export type Child<C extends ChildKinds = ChildKinds> = {
  readonly [P in keyof C & string]: { readonly of: P; readonly object: Cached<C[P] extends Api<infer K> ? K : never> };
}[keyof C & string];

/** What became of the children. */
export interface ChildrenResult<A extends Child = Child> {
  readonly created: readonly A[];
  readonly updated: readonly A[];
  readonly unchanged: readonly A[];
  /** Those that were asked to go. They are gone, or wait for finalizers. */
  readonly pruned: readonly A[];
}

/** Options of {@link childSet}. */
export interface ChildSetOptions {
  /** Who the children belong to: what others have made is never pruned. @defaultValue that of each client */
  readonly fieldManager?: string;
}

/** Options of {@link ChildSet.apply}. */
export interface ApplyChildrenOptions {
  /** Takes fields over that others have set. @defaultValue true: a controller decides on what it makes */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  /**
   * That of the reconcile: kinds that its controller `owns(api, { keep: true })`, without selectors, are read from its cache and not listed.
   *
   * @defaultValue every kind is listed
   */
  readonly owned?: OwnedObjects;
}

const setRules: Rules<ChildSetOptions> = { fieldManager: rules.text };
const applyRules: Rules<ApplyChildrenOptions> = { force: rules.flag, signal: rules.signal, owned: rules.object };

/** The children of the objects of one kind. */
export interface ChildSet<C extends ChildKinds> {
  /**
   * Makes the children of one owner those that are wanted: creates what is missing, applies what is different, and at last deletes what is
   * not wanted any more.
   *
   * @param owner - Whose they are. The reference to it is added to each.
   * @param wanted - All of them. A namespace that is not named is the owner's.
   * @throws KubeError `children` for two of one name, for what the owner cannot own, and for a kind that is missing; KubeError `owner` where
   *   another controller owns an object of that name, or what is wanted says so; whatever the calls throw. What was done until then stays
   *   done: call again.
   */
  apply(owner: ChildOwner, wanted: WantedChildren<C>, options?: ApplyChildrenOptions): Promise<ChildrenResult<Child<C>>>;
}

/**
 * The children of the objects of a kind.
 *
 * @param owner - The kind of their owners.
 * @param kinds - The kinds that they may be of, in the order in which they are made; they are removed in the other order.
 * @throws KubeError `option` for an option that there is not; KubeError `field-manager` where neither the option nor a client names one.
 *
 * @remarks
 * Guarantees: an apply that would change nothing is not sent. Deleted is only what this owner controls, by its uid, and this field manager
 * has applied; and only as it was read. An object that vanishes meanwhile is no failure.
 *
 * Caveat: it lists the objects of each kind in the namespace of the owner, so that it knows whose they are. Kinds that the controller keeps
 * are read from its cache instead, where `owned` is handed on. Then only a child that the set does not know yet, or that has changed but for
 * its status, is read from the server, that one alone.
 *
 * @example
 * ```ts
 * import { Api, Client } from 'kube-core';
 * import { ConfigMap, Namespace, Secret } from 'kube-core/k8s';
 * import { childSet, Controller } from 'kube-runtime';
 *
 * await using client = await Client.tryDefault({ fieldManager: 'tenants' });
 * const [configMaps, secrets] = [Api.all(client, ConfigMap), Api.all(client, Secret)];
 * const children = childSet(Namespace, { configMaps, secrets });
 * const controller = Controller.for(Api.all(client, Namespace))
 *   .owns(configMaps, { keep: true })
 *   .owns(secrets)
 *   .reconcile(async ({ object, owned, signal, log }) => {
 *     const metadata = { name: 'tenant', namespace: object.metadata.name };
 *     const wanted = { configMaps: [{ metadata, data: { tier: 'gold' } }], secrets: [] };
 *     const { created, pruned } = await children.apply(object, wanted, { owned, signal });
 *     log.info({ created: created.length, pruned: pruned.length }, 'children');
 *   });
 * ```
 */
export function childSet<const C extends ChildKinds>(owner: ResourceDefinition, kinds: C, options?: ChildSetOptions): ChildSet<C>;
export function childSet(owner: ResourceDefinition, kinds: ChildKinds, options: ChildSetOptions = {}): ChildSet<ChildKinds> {
  const { fieldManager } = checkOptions('childSet()', options, setRules);
  const kept: readonly KeptKind[] = Object.entries(checkValue('the second argument of childSet()', kinds, rules.object)).map(
    ([of, api]) => ({
      ...{ of, api, memory: new ChildMemory() },
      fieldManager: managerOf(fieldManager ?? api.client.fieldManager),
    }),
  );
  return {
    apply: async (object, wanted, given = {}) => {
      const options = checkOptions('apply()', given, applyRules);
      const plan = kept.map((kind) => ({
        children: new KindOfChildren(kind, { definition: owner, object, wanted: Reflect.get(wanted, kind.of) }),
        reader: () => readerOf(kind, object, options),
      }));
      return applied(plan, options);
    },
  };
}

/** One kind of a set, and what is remembered of its objects. */
interface KeptKind extends Kind {
  readonly memory: ChildMemory;
}

/** One kind, and how it is read. */
interface Part {
  readonly children: KindOfChildren;
  readonly reader: () => Promise<ChildReader>;
}

function managerOf(fieldManager: string | undefined): string {
  if (fieldManager !== undefined) return fieldManager;
  throw new KubeError('field-manager', 'childSet() needs a field manager: pass { fieldManager } to the client, or to it');
}

async function readerOf(
  kind: KeptKind,
  { metadata: { namespace: home } }: ChildOwner,
  { owned, signal }: ApplyChildrenOptions,
): Promise<ChildReader> {
  const cache = owned?.[cacheOf](kind.api);
  const options = { home, ...(signal !== undefined && { signal }) };
  return cache === undefined ? listed(kind, options) : new CachedChildren(kind, { ...options, cache, memory: kind.memory });
}

/** Makes one kind after the other, and then prunes them in the other order. */
async function applied(plan: readonly Part[], { force = true, signal }: ApplyChildrenOptions): Promise<ChildrenResult> {
  const result: { readonly [P in ChildOutcome]: Child[] } = { created: [], updated: [], unchanged: [], pruned: [] };
  const calls: ChildCalls = { force, ...(signal !== undefined && { signal }) };
  const tell =
    ({ kind: { of } }: KindOfChildren) =>
    (outcome: ChildOutcome, object: Cached<KubeObject>): void =>
      void result[outcome].push({ of, object });
  const made: { readonly children: KindOfChildren; readonly reader: ChildReader }[] = [];
  for (const { children, reader } of plan) {
    const its = await reader();
    made.push({ children, reader: its });
    await children.make(its, calls, tell(children));
  }
  for (const { children, reader } of made.toReversed()) await children.prune(reader, calls, tell(children));
  return result;
}
