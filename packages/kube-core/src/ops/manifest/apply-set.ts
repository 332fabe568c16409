/**
 * What was applied under one name, remembered in the cluster, so that what is no longer wanted is found: {@link ApplySet}.
 *
 * It is kept as Kubernetes' ApplySet specification says (KEP-3659), in a ConfigMap whose annotations name the kinds and namespaces to look in;
 * each member has the label `applyset.kubernetes.io/part-of`.
 */
import { createHash } from 'node:crypto';
import { Api } from '../../api/api.js';
import type { ApiResource } from '../../discovery/types.js';
import { fieldManagerOf } from '../../client/client.js';
import { KubeError } from '../../errors.js';
import { ConfigMap } from '../../k8s/core-v1.js';
import { isConflict, isNotFound } from '../../request/status.js';
import type { Stored } from '../../resource/definition.js';
import type { DynamicObject } from '../../resource/dynamic.js';
import { parseApiVersion } from '../../resource/gvk.js';
import { at, own, textAt } from '../../util/json/json.js';
import { checkOptions, rules } from '../../util/options.js';
import { suggest } from '../../util/text/suggest.js';
import type { Applied, Applier, ApplierOptions, Membership } from './applier.js';
import { inOrder, type ManifestObject } from './manifest.js';

const domain = 'applyset.kubernetes.io';
const names = {
  id: `${domain}/id`,
  partOf: `${domain}/part-of`,
  tooling: `${domain}/tooling`,
  kinds: `${domain}/contains-group-kinds`,
  namespaces: `${domain}/additional-namespaces`,
} as const;

/** Who keeps the set: another tool's is left alone, as the specification asks. */
const tooling = 'kube-core/v1';

/** Which apply set, and what it may lose. */
export interface ApplySetOptions {
  /** The ConfigMap that remembers the set; it is made where there is none. */
  readonly name: string;
  /** Its namespace. @defaultValue that of the manifest */
  readonly namespace?: string;
  /** The kinds of which objects may be deleted, `ConfigMap` or with their group `Deployment.apps`. @defaultValue every kind of the set */
  readonly kinds?: readonly string[];
}

const kindNames = {
  ...rules.texts,
  wanted: "a list of kinds, ['ConfigMap', 'Deployment.apps'] for example",
};
const setRules = { name: rules.text, namespace: rules.text, kinds: kindNames };

/** Where members are. */
interface Contents {
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

const refuse = (words: string): KubeError => new KubeError('manifest', words);

/** A set that is open: what was in it, and what is to be. */
export class ApplySet implements Membership {
  readonly labels: Readonly<Record<string, string>>;
  readonly #applier: Applier;
  readonly #options: ApplierOptions;
  readonly #parent: { readonly name: string; readonly namespace: string };
  /** Of which objects may be deleted; undefined for every kind. */
  readonly #pruned: readonly string[] | undefined;
  readonly #manager: string;
  #before: Contents;

  private constructor(applier: Applier, set: Required<Omit<ApplySetOptions, 'kinds'>> & ApplySetOptions, options: ApplierOptions) {
    this.#applier = applier;
    this.#options = options;
    this.#parent = { name: set.name, namespace: set.namespace };
    this.#pruned = set.kinds;
    this.#manager = fieldManagerOf(applier.client, options);
    this.#before = { kinds: new Set(), namespaces: new Set([set.namespace]) };
    this.labels = { [names.partOf]: idOf(this.#parent) };
  }

  /** @throws KubeError `manifest` for a set of another tool; `option` for what names no set; `field-manager`. */
  static async open(applier: Applier, given: string | ApplySetOptions, options: ApplierOptions): Promise<ApplySet> {
    const wanted = typeof given === 'string' ? { name: given } : checkOptions('applySet', given, setRules);
    if (typeof wanted.name !== 'string' || wanted.name === '') throw new KubeError('option', 'applySet needs a name');
    const set = new ApplySet(applier, { namespace: applier.namespace, ...wanted }, options);
    await set.#read();
    return set;
  }

  /** Writes where members will be before the first is, so that none is lost to a run that ends half way. @throws KubeError `manifest`. */
  async expect(objects: readonly ManifestObject[]): Promise<void> {
    if (objects.length === 0) throw refuse('the manifest holds no object: everything of the apply set would be deleted');
    const labelled = objects.find(({ metadata }) => own(metadata.labels, names.partOf) !== undefined);
    if (labelled !== undefined) throw refuse(`${labelled.kind} ${labelled.metadata.name} has the label ${names.partOf}; leave it out`);
    const kinds = await Promise.all(objects.map((object) => this.#applier.kinds.find(object)));
    const namespaces = objects.map(({ metadata }) => metadata.namespace ?? this.#applier.namespace);
    const held = objects.map(({ apiVersion, kind }) => kindName(parseApiVersion(apiVersion).group, kind));
    this.#before = {
      kinds: new Set([...this.#before.kinds, ...held]),
      namespaces: new Set([...this.#before.namespaces, ...namespaces.filter((_, at) => kinds[at]?.scope !== 'Cluster')]),
    };
    await this.#checkKinds();
    await this.#write(this.#before);
  }

  /** A kind that is misspelt would prune nothing and say nothing. One of the set need not be served: the manifest may bring it. */
  async #checkKinds(): Promise<void> {
    for (const kind of this.#pruned ?? []) {
      if (this.#before.kinds.has(kind) || (await this.#find(kind)) !== undefined) continue;
      const near = suggest(kind, this.#before.kinds);
      const help = near === undefined ? 'write ConfigMap, or with its group Deployment.apps' : `did you mean ${near}?`;
      throw refuse(`the kind ${JSON.stringify(kind)} of applySet is neither served nor in the set; ${help}`);
    }
  }

  #find = (name: string): Promise<ApiResource | undefined> => this.#applier.kinds.find(name.includes('.') ? name : `${name}.`);

  #mayGo = (kind: string): boolean => this.#pruned?.includes(kind) ?? true;

  admit({ kind, metadata }: ManifestObject, before: Stored<DynamicObject> | undefined): void {
    const other = own(before?.metadata.labels, names.partOf);
    if (other === undefined || other === this.labels[names.partOf] || this.#options.force === true) return;
    throw refuse(`${kind} ${metadata.name} belongs to another apply set (${other}); set force to take it over`);
  }

  /** Deletes the members that were not applied, and remembers where the others are. */
  async prune(applied: readonly Applied[]): Promise<Applied[]> {
    const uids = new Set(applied.map(({ object }) => object.metadata.uid));
    const gone = [...this.#before.kinds].filter(this.#mayGo).map((kind) => this.#members(kind));
    const members = (await Promise.all(gone)).flat().filter(({ object }) => !uids.has(object.metadata.uid));
    const pruned: Applied[] = [];
    for (const { api, object } of inOrder(members).reverse()) pruned.push(await this.#deleted(api, object));
    await this.#write(this.#left(applied));
    return pruned;
  }

  async #read(): Promise<void> {
    const parent = await Api.all(this.#applier.client, ConfigMap).find(this.#parent, this.#applier.call);
    const annotations = parent?.metadata.annotations;
    const [id, tool] = [own(parent?.metadata.labels, names.id), own(annotations, names.tooling)];
    const what = `ConfigMap ${this.#parent.namespace}/${this.#parent.name}`;
    if (tool !== undefined && tool.split('/')[0] !== tooling.split('/')[0]) throw refuse(`${what} is the apply set of ${tool}`);
    if (id !== undefined && id !== idOf(this.#parent)) throw refuse(`${what} has the id of another apply set: was it copied?`);
    const { kinds, namespaces } = this.#before;
    this.#before = {
      kinds: new Set([...kinds, ...wordsOf(annotations, names.kinds)]),
      namespaces: new Set([...namespaces, ...wordsOf(annotations, names.namespaces)]),
    };
  }

  async #write({ kinds, namespaces }: Contents): Promise<void> {
    if (this.#options.dryRun === true) return;
    const others = [...namespaces].filter((each) => each !== this.#parent.namespace);
    const annotations = {
      [names.tooling]: tooling,
      [names.kinds]: [...kinds].sort().join(),
      [names.namespaces]: others.sort().join(),
    };
    await Api.all(this.#applier.client, ConfigMap).apply(
      { metadata: { ...this.#parent, labels: { [names.id]: idOf(this.#parent) }, annotations } },
      { ...this.#applier.call, fieldManager: `${this.#manager.slice(0, 100)}-applyset`, force: true },
    );
  }

  /** What has the label because this manager has applied it: controllers copy labels, from a Service to its Endpoints for example. */
  async #members(name: string): Promise<readonly Member[]> {
    const kind = await this.#find(name);
    if (kind?.verbs.includes('list') !== true || !kind.verbs.includes('delete')) return [];
    const apis = this.#apisOf(kind);
    const lists = apis.map(async (api) => {
      const members: Member[] = [];
      const labelSelector = `${names.partOf}=${idOf(this.#parent)}`;
      for await (const object of api.items({ labelSelector, ...this.#applier.call }))
        if (isAppliedBy(this.#manager, object) && object.metadata.deletionTimestamp === undefined)
          members.push({ api, object, kind: kind.kind });
      return members;
    });
    return (await Promise.all(lists)).flat();
  }

  #apisOf(kind: ApiResource): readonly Api<DynamicObject>[] {
    const { client } = this.#applier;
    if (kind.scope === 'Cluster') return [Api.all(client, kind)];
    const namespaced: ApiResource<'Namespaced'> = { ...kind, scope: 'Namespaced' };
    return [...this.#before.namespaces].map((namespace) => Api.namespaced(client, namespaced, namespace));
  }

  async #deleted(api: Api<DynamicObject>, object: Stored<DynamicObject>): Promise<Applied> {
    const { dryRun = false } = this.#options;
    const preconditions = { uid: object.metadata.uid };
    await gone(api.delete(object, { propagationPolicy: 'Background', preconditions, dryRun, ...this.#applier.call }));
    return { outcome: 'pruned', before: object, object };
  }

  /** Kinds of which nothing may be deleted are kept: some of their objects may be left. */
  #left(applied: readonly Applied[]): Contents {
    const kept = [...this.#before.kinds].filter((kind) => !this.#mayGo(kind));
    const held = applied.map(({ object }) => kindName(parseApiVersion(object.apiVersion).group, object.kind));
    const namespaces = applied.flatMap(({ object }) => object.metadata.namespace ?? []);
    return { kinds: new Set([...kept, ...held]), namespaces: kept.length > 0 ? this.#before.namespaces : new Set(namespaces) };
  }
}

interface Member {
  readonly api: Api<DynamicObject>;
  readonly object: Stored<DynamicObject>;
  readonly kind: string;
}

/** As the specification makes it, and kubectl: of name, namespace, kind and group. */
function idOf({ name, namespace }: { readonly name: string; readonly namespace: string }): string {
  return `applyset-${createHash('sha256').update(`${name}.${namespace}.ConfigMap.`).digest('base64url')}-v1`;
}

const kindName = (group: string, kind: string): string => (group === '' ? kind : `${kind}.${group}`);

const wordsOf = (annotations: Readonly<Record<string, string>> | undefined, name: string): readonly string[] =>
  (own(annotations, name) ?? '').split(',').filter((word) => word !== '');

const isAppliedBy = (manager: string, { metadata }: Stored<DynamicObject>): boolean =>
  metadata.managedFields?.some(
    (entry) =>
      entry.manager === manager &&
      textAt(entry, 'operation') === 'Apply' &&
      at(entry.fieldsV1, ['f:metadata', 'f:labels', `f:${names.partOf}`]) !== undefined,
  ) ?? false;

/** Somebody else may have deleted it, or made another in its place. */
const gone = (deleting: Promise<unknown>): Promise<unknown> =>
  deleting.catch((error: unknown) => {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  });
