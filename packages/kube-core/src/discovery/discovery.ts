/**
 * Kinds by their names, remembered: {@link Discovery}. A name that is not known makes it ask the server again, so that a kind installed a
 * moment ago is found.
 */
import { isClient, type Client } from '../client/client.js';
import { KubeError } from '../errors.js';
import { unwanted } from '../util/arguments.js';
import { discover, type DiscoverOptions } from './discover.js';
import { lookUp, type KindName } from './lookup.js';
import type { ApiResource, Discovered } from './types.js';

/** What a server serves, remembered until {@link Discovery.refresh} or a name that is not known. Calls at the same time ask once. */
export interface Discovery {
  /**
   * The kind of a name.
   *
   * @throws KubeError `unknown-kind` where the server, asked again, serves none; it says which groups could not be read. As `discover`.
   */
  get(name: KindName): Promise<ApiResource>;
  /** The kind of a name; undefined where the server, asked again, serves none. @throws as `discover`. */
  find(name: KindName): Promise<ApiResource | undefined>;
  /** Everything, as it was when it was last asked for. @throws as `discover`. */
  all(): Promise<Discovered>;
  /** Asks the server anew. @throws as `discover`; what was known is then kept. */
  refresh(): Promise<Discovered>;
}

class CachedDiscovery implements Discovery {
  readonly #client: Client;
  readonly #options: DiscoverOptions;
  #known: Discovered | undefined;
  #asking: Promise<Discovered> | undefined;

  constructor(client: Client, options: DiscoverOptions) {
    this.#client = client;
    this.#options = options;
  }

  async get(name: KindName): Promise<ApiResource> {
    const found = await this.find(name);
    if (found !== undefined) return found;
    throw new KubeError(
      'unknown-kind',
      `the server serves no ${typeof name === 'string' ? `"${name}"` : `${name.kind} in ${name.apiVersion}`}${this.#unread()}`,
    );
  }

  async find(name: KindName): Promise<ApiResource | undefined> {
    checkName(name);
    const before = this.#known;
    return lookUp(await this.all(), name) ?? (before === undefined ? undefined : lookUp(await this.refresh(), name));
  }

  async all(): Promise<Discovered> {
    return this.#known ?? this.refresh();
  }

  async refresh(): Promise<Discovered> {
    this.#asking ??= discover(this.#client, this.#options).finally(() => (this.#asking = undefined));
    this.#known = await this.#asking;
    return this.#known;
  }

  #unread(): string {
    const failures = this.#known?.failures ?? [];
    if (failures.length === 0) return '';
    return `; it could not read ${failures.map(({ group, version }) => `${group}/${version}`).join(', ')}`;
  }
}

function checkName(name: unknown): void {
  const isObject = typeof name === 'object' && name !== null;
  if (isObject && typeof Reflect.get(name, 'apiVersion') === 'string' && typeof Reflect.get(name, 'kind') === 'string') return;
  if (typeof name !== 'string' || name === '')
    throw unwanted("a kind is named by a text, 'deployments.apps', or by { apiVersion, kind }", name);
}

/** Makes discoveries. */
export const Discovery = {
  /**
   * The kinds of a client's server. Nothing is asked before the first name.
   *
   * @param options - A signal that ends what is under way.
   * @throws KubeError `params` for what is no client.
   * @example
   * ```ts
   * import { Api, Client, Discovery } from 'kube-core';
   *
   * await using client = await Client.tryDefault();
   * const kinds = Discovery.of(client);
   * const deployments = await kinds.get('deploy'); // or deployments, Deployment, deployments.apps, deployments.v1.apps
   * for await (const { metadata } of Api.all(client, deployments).items()) console.log(metadata.namespace, metadata.name);
   * ```
   */
  of(client: Client, options: DiscoverOptions = {}): Discovery {
    if (!isClient(client)) throw unwanted('Discovery.of takes a client', client);
    return new CachedDiscovery(client, options);
  },
};
