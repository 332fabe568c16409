/**
 * One object of a manifest, applied: {@link Applier}, which knows the kinds of a server and how a manifest is to be applied.
 */
import { Api } from '../../api/api.js';
import type { Client } from '../../client/client.js';
import { Discovery } from '../../discovery/discovery.js';
import { KubeError } from '../../errors.js';
import { CustomResourceDefinition } from '../../k8s/apiextensions-v1.js';
import type { ApplyOptions, CallOptions } from '../../request/params.js';
import type { Stored } from '../../resource/definition.js';
import type { DynamicObject } from '../../resource/dynamic.js';
import type { Clock } from '../../util/async/clock.js';
import { equal, without } from '../../util/json/json.js';
import { until, type Look } from '../wait/until.js';
import type { ManifestObject } from './manifest.js';

const defaults = {
  establishMs: 60_000, // a CRD is served a second after it is written
  pollMs: 200,
} as const;

/** How every object is applied. */
export interface ApplierOptions extends Pick<ApplyOptions, 'dryRun' | 'force' | 'fieldManager' | 'fieldValidation' | 'signal'> {
  /** Where objects go that name no namespace. @defaultValue the client's */
  readonly namespace?: string;
  /** @defaultValue the machine's */
  readonly clock?: Clock;
}

/** What became of one object. */
export interface Applied {
  /** `pruned`: it was of the apply set and no longer is in the manifest, and was deleted. */
  readonly outcome: 'created' | 'configured' | 'unchanged' | 'pruned';
  /** As it was before; undefined where there was none. */
  readonly before: Stored<DynamicObject> | undefined;
  /** As it is now, and with `dryRun`, as it would be; as it was last where it was pruned. */
  readonly object: Stored<DynamicObject>;
}

/** What is said of every object beside what the manifest says, and what may refuse one. */
export interface Membership {
  /** @throws KubeError for an object that may not be applied. */
  admit(object: ManifestObject, before: Stored<DynamicObject> | undefined): void;
  readonly labels: Readonly<Record<string, string>>;
}

/** Applies objects of any kinds. */
export class Applier {
  readonly kinds: Discovery;
  readonly client: Client;
  readonly call: Pick<CallOptions, 'signal'>;
  readonly #options: ApplierOptions;

  constructor(client: Client, options: ApplierOptions) {
    this.client = client;
    this.#options = options;
    this.call = options.signal === undefined ? {} : { signal: options.signal };
    this.kinds = Discovery.of(client, this.call);
  }

  /** Where objects go that name no namespace. */
  get namespace(): string {
    return this.#options.namespace ?? this.client.defaultNamespace;
  }

  /** @throws KubeError `unknown-kind`; ApiError; what `admit` throws. */
  async apply(object: ManifestObject, membership?: Membership): Promise<Applied> {
    const { namespace: _, clock: __, ...options } = this.#options;
    const kind = await this.kinds.get(object);
    const api = Api.all(this.client, kind);
    const placed = kind.scope === 'Namespaced' ? { ...object, metadata: { namespace: this.namespace, ...object.metadata } } : object;
    const before = await api.find(placed, this.call);
    membership?.admit(object, before);
    const now = await api.apply(membership === undefined ? placed : labelled(placed, membership), options);
    if (isDefinition(kind) && options.dryRun !== true) await this.#established(object.metadata.name);
    return { outcome: outcomeOf(before, now), before, object: now };
  }

  /** @throws KubeError `manifest` for a definition that is not served in time, with the reason that the server gives. */
  async #established(name: string): Promise<void> {
    const look = async (looking: AbortSignal): Promise<Look<true>> => {
      const { status } = await Api.all(this.client, CustomResourceDefinition).get(name, { signal: looking });
      const conditions = status?.conditions ?? [];
      if (conditions.some(({ type, status: holds }) => type === 'Established' && holds === 'True')) return { met: true };
      return { waiting: conditions.find(({ status: holds }) => holds === 'False')?.message ?? 'no reason given' };
    };
    const late = (why: string): KubeError => new KubeError('manifest', `CustomResourceDefinition ${name} is not served: ${why}`);
    const { clock, signal } = this.#options;
    await until(look, { pollMs: defaults.pollMs, timeoutMs: defaults.establishMs, late, clock, signal });
    await this.kinds.refresh();
  }
}

const labelled = (object: ManifestObject, { labels }: Membership): ManifestObject => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } },
});

const isDefinition = ({ group, kind }: { readonly group: string; readonly kind: string }): boolean =>
  group === CustomResourceDefinition.group && kind === CustomResourceDefinition.kind;

function outcomeOf(before: Stored<DynamicObject> | undefined, now: Stored<DynamicObject>): Applied['outcome'] {
  if (before === undefined) return 'created';
  return equal(content(before), content(now)) ? 'unchanged' : 'configured';
}

/** A dry run keeps the resourceVersion whatever it changes, and an apply that changes nothing may note its manager. */
const content = ({ metadata, ...rest }: Stored<DynamicObject>): object => ({
  ...rest,
  metadata: without(metadata, 'managedFields', 'resourceVersion'),
});
