/**
 * Makes the objects that another one asks for, and removes those that it no longer asks for. Enter at {@link childSet}.
 */
import {
  Api,
  controllerOf,
  isApplied,
  isAppliedBy,
  isNamespaced,
  isNotFound,
  keyOf,
  KubeError,
  ownerReference,
  withOwner,
  type Apply,
  type KubeObject,
  type OwnerReference,
  type ResourceDefinition,
  type Stored,
} from 'kube-core';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';

/** The kinds of a set, by names of your own: `{ configMaps, deployments }`. */
export type ChildKinds = Readonly<Record<string, Api>>;

/** What is wanted of each kind; a kind of which nothing is wanted says so: `[]`. */
export type WantedChildren<C extends ChildKinds> = {
  readonly [P in keyof C]: readonly (C[P] extends Api<infer K> ? Apply<K> : never)[];
};

/** The owner of children, as it is stored: the object of a reconcile. */
export interface ChildOwner {
  readonly metadata: { readonly name: string; readonly uid: string; readonly namespace?: string };
}

/** One child, as it is now; as it was last where it is gone. `of` is the name of its kind in the set, and tells the compiler which it is. */
export type Child<C extends ChildKinds = ChildKinds> = {
  readonly [P in keyof C & string]: { readonly of: P; readonly object: Stored<C[P] extends Api<infer K> ? K : never> };
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
}

const setRules: Rules<ChildSetOptions> = { fieldManager: rules.text };
const applyRules: Rules<ApplyChildrenOptions> = { force: rules.flag, signal: rules.signal };

/** The children of the objects of one kind. */
export interface ChildSet<C extends ChildKinds> {
  /**
   * Makes the children of one owner those that are wanted: creates what is missing, applies what is different, and at last deletes what is
   * not wanted any more.
   *
   * @param owner - Whose they are. The reference to it is added to each.
   * @param wanted - All of them. A namespace that is not named is the owner's.
   * @throws KubeError `children` for two of one name, for what the owner cannot own, and for a kind that is missing; KubeError `owner` where
   *   another controller owns one; whatever the calls throw. What was done until then stays done: call again.
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
 * Caveat: it reads the objects of each kind in the namespace of the owner, so that it knows whose they are.
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
 * const controller = Controller.for(Api.all(client, Namespace)).owns(configMaps).owns(secrets).reconcile(async ({ object, signal, log }) => {
 *   const metadata = { name: 'tenant', namespace: object.metadata.name };
 *   const { created, pruned } = await children.apply(object, { configMaps: [{ metadata, data: { tier: 'gold' } }], secrets: [] }, { signal });
 *   log.info({ created: created.length, pruned: pruned.length }, 'children');
 * });
 * ```
 */
export function childSet<const C extends ChildKinds>(owner: ResourceDefinition, kinds: C, options?: ChildSetOptions): ChildSet<C>;
export function childSet(owner: ResourceDefinition, kinds: ChildKinds, options: ChildSetOptions = {}): ChildSet<ChildKinds> {
  const { fieldManager } = checkOptions('childSet()', options, setRules);
  const kept = Object.entries(checkValue('the second argument of childSet()', kinds, rules.object)).map(([of, api]) => ({
    ...{ of, api },
    fieldManager: managerOf(fieldManager ?? api.client.fieldManager),
  }));
  return {
    apply: async (object, wanted, given = {}) => {
      const { force = true, signal } = checkOptions('apply()', given, applyRules);
      const plan = kept.map((kind) => new KindOfChildren(kind, { definition: owner, object, wanted: Reflect.get(wanted, kind.of) }));
      const calls: Calls = { force, ...(signal !== undefined && { signal }) };
      const result: Result = { created: [], updated: [], unchanged: [], pruned: [] };
      for (const kind of plan) await kind.make(result, calls);
      for (const kind of plan.toReversed()) await kind.prune(result, calls);
      return result;
    },
  };
}

function managerOf(fieldManager: string | undefined): string {
  if (fieldManager !== undefined) return fieldManager;
  throw new KubeError('field-manager', 'childSet() needs a field manager: pass { fieldManager } to the client, or to it');
}

type Result = { readonly [P in keyof ChildrenResult]: Child[] };
interface Calls {
  readonly force: boolean;
  readonly signal?: AbortSignal;
}

/** One kind of a set. */
interface Kind {
  readonly of: string;
  readonly api: Api;
  readonly fieldManager: string;
}

/** What is wanted of it, and for whom. */
interface Wish {
  readonly definition: ResourceDefinition;
  readonly object: ChildOwner;
  readonly wanted: unknown;
}

/** The children of one kind, of one owner. */
class KindOfChildren {
  readonly #kind: Kind;
  readonly #owner: ChildOwner;
  readonly #wanted: ReadonlyMap<string, Apply<KubeObject>>;
  /** What there was, of the owner or not. */
  #found = new Map<string, Stored<KubeObject>>();

  constructor(kind: Kind, wish: Wish) {
    this.#kind = kind;
    this.#owner = wish.object;
    this.#wanted = wantedOf(kind, wish);
  }

  async make(result: Result, calls: Calls): Promise<void> {
    this.#found = await this.#read(calls);
    for (const [key, wanted] of this.#wanted) {
      const [outcome, object] = await this.#apply(wanted, this.#found.get(key), calls);
      result[outcome].push(this.#child(object));
    }
  }

  async prune(result: Result, { signal }: Calls): Promise<void> {
    const { api, fieldManager } = this.#kind;
    const { uid } = this.#owner.metadata;
    for (const [key, object] of this.#found) {
      const { deletionTimestamp, resourceVersion } = object.metadata;
      if (this.#wanted.has(key) || controllerOf(object)?.uid !== uid || !isAppliedBy(object, fieldManager)) continue;
      if (deletionTimestamp !== undefined) continue;
      const preconditions = { uid: object.metadata.uid, resourceVersion };
      try {
        await api.delete(object, { preconditions, propagationPolicy: 'Background', ...(signal !== undefined && { signal }) });
        result.pruned.push(this.#child(object));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }

  async #apply(
    wanted: Apply<KubeObject>,
    found: Stored<KubeObject> | undefined,
    calls: Calls,
  ): Promise<readonly ['created' | 'updated' | 'unchanged', Stored<KubeObject>]> {
    const { api, fieldManager } = this.#kind;
    if (found !== undefined && isApplied(found, wanted, fieldManager)) return ['unchanged', found];
    const object = await api.apply(wanted, { fieldManager, ...calls });
    if (found === undefined) return ['created', object];
    return [object.metadata.resourceVersion === found.metadata.resourceVersion ? 'unchanged' : 'updated', object];
  }

  /** A namespaced owner has its children beside it; one without a namespace may have them anywhere. */
  async #read({ signal }: Calls): Promise<Map<string, Stored<KubeObject>>> {
    const { client, definition, namespace } = this.#kind.api;
    const near = namespace ?? this.#owner.metadata.namespace;
    const api = near !== undefined && isNamespaced(definition) ? Api.namespaced(client, definition, near) : this.#kind.api;
    const found = new Map<string, Stored<KubeObject>>();
    for await (const object of api.items(signal === undefined ? {} : { signal })) found.set(keyOf(object), object);
    return found;
  }

  #child(object: Stored<KubeObject>): Child {
    return { of: this.#kind.of, object };
  }
}

/** What is wanted, with its owner, by key. */
function wantedOf({ of, api }: Kind, { definition, object, wanted }: Wish): ReadonlyMap<string, Apply<KubeObject>> {
  if (!Array.isArray(wanted)) throw new KubeError('children', `nothing says what is wanted of ${of}: give a list, [] for none`);
  const reference = ownerReference(definition, object);
  const all = new Map<string, Apply<KubeObject>>();
  for (const each of wanted as readonly Apply<KubeObject>[]) {
    const child = childOf(each, { api, owner: object, reference });
    const key = keyOf(child);
    if (all.has(key)) throw new KubeError('children', `two of ${of} are called ${key}`);
    all.set(key, child);
  }
  return all;
}

interface Family {
  readonly api: Api;
  readonly owner: ChildOwner;
  readonly reference: OwnerReference;
}

function childOf(wanted: Apply<KubeObject>, { api, owner, reference }: Family): Apply<KubeObject> {
  const { definition, namespace: bound } = api;
  const home = owner.metadata.namespace;
  const namespace = definition.scope === 'Cluster' ? undefined : (wanted.metadata.namespace ?? bound ?? home);
  if (home !== undefined && namespace !== home)
    throw new KubeError(
      'children',
      `${reference.kind} ${home}/${reference.name} cannot own ${definition.kind} "${wanted.metadata.name}" ${namespace === undefined ? 'without a namespace' : `in ${namespace}`}: Kubernetes would remove it`,
    );
  const metadata = { ...wanted.metadata, ...(namespace !== undefined && { namespace }) };
  return withOwner({ ...wanted, metadata }, reference);
}
