/**
 * Tells the API servers of a webhook server: {@link Installer} writes webhook configurations and the conversion of CustomResourceDefinitions, and
 * keeps the bundle of authorities in them. Only what is different is written.
 */
import { Api, isNotFound, KubeError, messageOf, type Client, type KubeObject, type Stored } from 'kube-core';
import { CustomResourceDefinition, MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from 'kube-core/k8s';
import type { CustomResourceConversion } from 'kube-core/k8s/apiextensions-v1';
import type { ClientConfig } from './address.js';
import type { Configurations } from './configurations.js';

/**
 * What is written.
 *
 * - `all`: the webhook configurations as they were declared, the conversion of CRDs, and the bundle.
 * - `bundle`: the bundle alone, into what others have installed: a chart, for example.
 * - `nothing`: others do all of it.
 */
export type Install = 'all' | 'bundle' | 'nothing';

/** What API servers are to know. */
export interface Declared extends Configurations {
  /** The CRDs whose versions are converted here, by name. */
  readonly crds: readonly string[];
  readonly conversion: ClientConfig;
}

interface Webhook {
  name: string;
  clientConfig: { caBundle?: string };
}

type Configuration = KubeObject & { webhooks?: Webhook[] };

/** Writes into one cluster. */
export class Installer {
  readonly #client: Client;
  readonly #install: Install;
  /** Written in full before: from then on the bundle is kept up. Two versions of a program, side by side in a rollout, do not undo each other. */
  readonly #written = new Set<string>();

  constructor(client: Client, install: Install) {
    this.#client = client;
    this.#install = install;
  }

  /**
   * Writes whatever can be written: one place that cannot be must not keep the others from what they need.
   *
   * @param declared - What API servers are to know.
   * @param bundle - The authorities, PEM; `undefined`: what stands there stays.
   * @returns what could not be written: KubeError `webhook-install`, each with its place and its cause.
   * @throws the signal's reason.
   */
  async install(declared: Declared, bundle: string | undefined, signal: AbortSignal): Promise<readonly KubeError[]> {
    if (this.#install === 'nothing') return [];
    const caBundle = bundle === undefined ? undefined : Buffer.from(bundle).toString('base64');
    const context = { caBundle, signal };
    const { mutating, validating, crds, conversion } = declared;
    const writes = [
      ...(mutating === undefined ? [] : [this.#configuration(Api.all(this.#client, MutatingWebhookConfiguration), mutating, context)]),
      ...(validating === undefined
        ? []
        : [this.#configuration(Api.all(this.#client, ValidatingWebhookConfiguration), validating, context)]),
      ...crds.map((crd) => this.#conversion(crd, conversion, context)),
    ];
    const failures: KubeError[] = [];
    for (const { place, write } of writes) {
      signal.throwIfAborted();
      await write().catch((cause: unknown) => void failures.push(failureAt(place, cause)));
    }
    return failures;
  }

  #configuration(api: Api<Configuration>, wanted: Configuration, { caBundle, signal }: Context): Write {
    const { kind } = api.definition;
    const name = wanted.metadata?.name ?? '';
    const names = (wanted.webhooks ?? []).map((webhook) => webhook.name);
    const repaired = (found: Stored<Configuration>): void => setBundles(found, names, caBundle);
    const place = `${kind} ${name}`;
    if (this.#install === 'bundle') return { place, write: () => api.modify(name, repaired, { signal }) };
    const isWritten = this.#written.has(kind);
    const insert = (): Configuration => {
      const made = structuredClone(wanted);
      setBundles(made, names, caBundle);
      return made;
    };
    const update = (found: Stored<Configuration>): void => {
      if (!isWritten) rewrite(found, structuredClone(wanted));
      repaired(found);
    };
    const write = async (): Promise<void> => {
      await api.upsert(name, { insert, update }, { signal });
      this.#written.add(kind);
    };
    return { place, write };
  }

  #conversion(crd: string, clientConfig: ClientConfig, { caBundle, signal }: Context): Write {
    const crds = Api.all(this.#client, CustomResourceDefinition);
    const change = (found: Stored<CustomResourceDefinition>): void => {
      const before = found.spec.conversion?.webhook?.clientConfig?.caBundle;
      const bundle = caBundle ?? before;
      if (this.#install === 'all') found.spec.conversion = conversionOf(clientConfig, bundle);
      else if (bundle !== undefined) bundled(found, crd).caBundle = bundle;
    };
    return { place: `CustomResourceDefinition ${crd}`, write: () => crds.modify(crd, change, { signal }) };
  }
}

/** One place, and what is written there. */
interface Write {
  readonly place: string;
  readonly write: () => Promise<unknown>;
}

/** What is not there will be looked for again. */
function failureAt(place: string, cause: unknown): KubeError {
  const message = isNotFound(cause)
    ? `there is no ${place} to be told of the webhooks: install it`
    : `${place} cannot be told of the webhooks: ${messageOf(cause)}`;
  return new KubeError('webhook-install', message, { cause });
}

interface Context {
  readonly caBundle: string | undefined;
  readonly signal: AbortSignal;
}

/** All that was declared, with the bundles that stand there. */
function rewrite(found: Configuration, wanted: Configuration): void {
  const bundles = new Map((found.webhooks ?? []).map(({ name, clientConfig }) => [name, clientConfig.caBundle]));
  for (const { name, clientConfig } of wanted.webhooks ?? []) {
    const before = bundles.get(name);
    if (before !== undefined) clientConfig.caBundle = before;
  }
  if (wanted.webhooks !== undefined) found.webhooks = wanted.webhooks;
  const annotations = wanted.metadata?.annotations;
  if (annotations !== undefined) found.metadata = { ...found.metadata, annotations: { ...found.metadata?.annotations, ...annotations } };
}

function setBundles(configuration: Configuration, names: readonly string[], caBundle: string | undefined): void {
  if (caBundle === undefined) return;
  for (const { name, clientConfig } of configuration.webhooks ?? []) if (names.includes(name)) clientConfig.caBundle = caBundle;
}

const conversionOf = (clientConfig: ClientConfig, caBundle: string | undefined): CustomResourceConversion => ({
  strategy: 'Webhook',
  webhook: { clientConfig: { ...clientConfig, ...(caBundle !== undefined && { caBundle }) }, conversionReviewVersions: ['v1'] },
});

function bundled(found: CustomResourceDefinition, crd: string): { caBundle?: string } {
  const clientConfig = found.spec.conversion?.webhook?.clientConfig;
  if (clientConfig !== undefined) return clientConfig;
  throw new KubeError('webhook-install', `the CustomResourceDefinition ${crd} says of no conversion by a webhook: give it spec.conversion`);
}
