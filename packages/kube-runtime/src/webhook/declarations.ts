/**
 * What a webhook server was told to serve: {@link Declarations}. It is complete before anything is served.
 */
import { KubeError, qualifiedName, type KubeObject, type ResourceDefinition } from 'kube-core';
import type { Hook } from './admission/hook.js';
import { configurationsOf, type Configurations } from './configuration/configurations.js';
import type { Declared } from './configuration/install.js';
import type { FindVersions } from './conversion/convert.js';
import { Versions, type Conversion } from './conversion/versions.js';
import type { Settings } from './options.js';
import { conversionPath } from './server/routes.js';

/** Webhooks in the order in which they were declared, and versions by the name of their CRD. */
export class Declarations {
  readonly hooks: Hook[] = [];
  readonly #versions = new Map<string, Versions>();
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get isEmpty(): boolean {
    return this.hooks.length + this.#versions.size === 0;
  }

  /** @throws KubeError `webhook` for a second webhook of a name or a path. */
  add(hook: Hook): void {
    const { name } = this.#settings;
    const twin = this.hooks.find(({ type, name, path }) => path === hook.path || (type === hook.type && name === hook.name));
    if (twin !== undefined)
      throw new KubeError('webhook', `${name} has a webhook ${twin.name} at ${twin.path} already: give one another name and path`);
    if (hook.path === conversionPath)
      throw new KubeError('webhook', `${conversionPath} is where versions are converted: give another path`);
    this.hooks.push(hook);
  }

  /** @throws KubeError `webhook` for a version that cannot be one. */
  addVersion(hub: ResourceDefinition, spoke: ResourceDefinition, conversion: Conversion<KubeObject, KubeObject>): void {
    const crd = qualifiedName(hub);
    const versions = this.#versions.get(crd) ?? new Versions(hub);
    versions.add(hub, spoke, conversion);
    this.#versions.set(crd, versions);
  }

  /** Finds the versions of a kind. */
  readonly find: FindVersions = ({ group, kind }) =>
    [...this.#versions.values()].find(({ hub }) => hub.group === group && hub.kind === kind);

  /** Where versions are found; `undefined` where there are none. */
  get versions(): FindVersions | undefined {
    return this.#versions.size === 0 ? undefined : this.find;
  }

  /** @param port - That the server listens on. */
  configurations(port: number): Configurations {
    const { name, annotations, address } = this.#settings;
    return configurationsOf(this.hooks, { name, annotations, clientConfig: (path) => address.clientConfig(port, path) });
  }

  /** What API servers are to know. @param port - That the server listens on. */
  declared(port: number): Declared {
    const conversion = this.#settings.address.clientConfig(port, conversionPath);
    return { ...this.configurations(port), crds: [...this.#versions.keys()], conversion };
  }
}
