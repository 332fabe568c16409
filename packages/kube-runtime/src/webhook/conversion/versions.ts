/**
 * The versions of a kind and the ways between them: {@link Versions}. One version is the hub; every other is a spoke that is converted to the
 * hub and from it, so `n` versions need `n - 1` pairs of functions.
 */
import { apiVersionOf, KubeError, qualifiedName, type KubeObject, type ObjectMeta, type ResourceDefinition } from 'kube-core';
import { checkOptions, rules, type Rules } from 'kube-core/support';

/** Labels and annotations. What is not given is kept; what is given takes the place of all that there were, and `undefined` of none. */
export type ConvertedMeta = { readonly [P in 'labels' | 'annotations']?: ObjectMeta[P] | undefined };

/**
 * What a conversion gives: the object without what is the same in every version. A `status` that it does not give is kept as it is. Other metadata
 * that it gives is left out.
 */
export type Converted<K extends KubeObject> = Omit<K, keyof KubeObject> & {
  /** @defaultValue what the object had */
  readonly metadata?: ConvertedMeta;
};

/** What a conversion is called with beside the object. */
export interface ConversionCall {
  /** Aborts when the answer is no longer waited for. Hand it to every call. */
  readonly signal: AbortSignal;
}

/**
 * The ways between two versions of a kind. A function that throws fails the whole request: with the message of a `DeniedError`; of another error
 * the client is told no more than where to look.
 */
export interface Conversion<H extends KubeObject, S extends KubeObject> {
  /**
   * From the spoke to the hub. Whatever the hub cannot say has to be kept, in an annotation for example: an object that is read in one version
   * and written back must be what it was.
   */
  toHub(this: void, object: S, call: ConversionCall): Converted<H> | Promise<Converted<H>>;
  /** From the hub to the spoke. */
  fromHub(this: void, object: H, call: ConversionCall): Converted<S> | Promise<Converted<S>>;
}

/** One step, whatever its kinds: the compiler has held the user's functions against them. */
export type Step = (object: KubeObject, call: ConversionCall) => unknown;

const conversionRules: Rules<Conversion<KubeObject, KubeObject>> = { toHub: rules.call, fromHub: rules.call };

/** The versions of one kind. */
export class Versions {
  readonly hub: ResourceDefinition;
  readonly #spokes = new Map<string, Conversion<KubeObject, KubeObject>>();

  constructor(hub: ResourceDefinition) {
    this.hub = hub;
  }

  /** The name of the CustomResourceDefinition. */
  get crd(): string {
    return qualifiedName(this.hub);
  }

  /** @throws KubeError `webhook` for a version that is there already, or is one of another kind; `option` for what are no functions. */
  add(hub: ResourceDefinition, spoke: ResourceDefinition, conversion: Conversion<KubeObject, KubeObject>): void {
    const version = apiVersionOf(spoke);
    const isSame = spoke.group === this.hub.group && spoke.kind === this.hub.kind && spoke.plural === this.hub.plural;
    if (apiVersionOf(hub) !== apiVersionOf(this.hub))
      throw new KubeError('webhook', `convert(): the hub of ${this.crd} is ${this.hub.version}, not ${hub.version}: a kind has one hub`);
    if (!isSame) throw new KubeError('webhook', `convert(): ${spoke.kind} of ${version} is no version of ${this.hub.kind} (${this.crd})`);
    if (version === apiVersionOf(this.hub) || this.#spokes.has(version))
      throw new KubeError('webhook', `convert(): ${this.crd} has ${spoke.version} already`);
    this.#spokes.set(version, checkOptions('convert()', conversion, conversionRules));
  }

  /**
   * What is to be done one after the other.
   *
   * @throws KubeError `webhook` for a version that nobody declared.
   */
  steps(from: string, to: string): readonly Step[] {
    if (from === to) return [];
    const hub = apiVersionOf(this.hub);
    return [...(from === hub ? [] : [this.#spoke(from).toHub]), ...(to === hub ? [] : [this.#spoke(to).fromHub])];
  }

  #spoke(version: string): Conversion<KubeObject, KubeObject> {
    const spoke = this.#spokes.get(version);
    if (spoke !== undefined) return spoke;
    const known = [apiVersionOf(this.hub), ...this.#spokes.keys()].join(', ');
    throw new KubeError('webhook', `there is no conversion for ${version} of ${this.hub.kind}: declared are ${known}`);
  }
}
