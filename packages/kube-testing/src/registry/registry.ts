/**
 * Which kinds are served: {@link Registry}. Built-in kinds are there from the start, those of a CustomResourceDefinition come and go with it.
 */
import { qualifiedName } from 'kube-core';
import type { ResourceFact } from 'kube-core/openapi';
import type { Resource } from './resource.js';
import { builtinKinds, countsGeneration, selectableFields, servedSubresources } from './builtin.js';

function builtin(fact: ResourceFact): Resource {
  const { group, version, kind, plural, singular, shortNames, categories } = fact;
  const id = qualifiedName(fact);
  return {
    ...{ group, version, kind, plural, singular, shortNames, categories, id },
    listKind: `${kind}List`,
    namespaced: fact.scope === 'Namespaced',
    verbs: fact.verbs,
    subresources: fact.subresources.map(({ name }) => name).filter((name) => servedSubresources.has(name)),
    generation: countsGeneration.has(id),
    selectable: selectableFields[id] ?? [],
    storageVersion: version,
    custom: undefined,
  };
}

/** The kinds that a server serves. */
export class Registry {
  readonly #resources = new Map<string, Resource>();

  constructor() {
    for (const fact of builtinKinds()) this.add(builtin(fact));
  }

  /** The kind at `/apis/<group>/<version>/<plural>`, if it is served. */
  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#resources.get(`${group}/${version}/${plural}`);
  }

  /** The first served version of a group that has this kind. */
  byKind(group: string, kind: string): Resource | undefined {
    return this.all().find((resource) => resource.group === group && resource.kind === kind);
  }

  /** Everything that is served, in the order it came. */
  all(): readonly Resource[] {
    return [...this.#resources.values()];
  }

  /** One kind for each collection of the store: that of its storage version, else any. */
  byId(id: string): Resource | undefined {
    let any: Resource | undefined;
    for (const resource of this.#resources.values()) {
      if (resource.id !== id) continue;
      if (resource.version === resource.storageVersion) return resource;
      any ??= resource;
    }
    return any;
  }

  /** Serves a kind from now on. */
  add(resource: Resource): void {
    this.#resources.set(`${resource.group}/${resource.version}/${resource.plural}`, resource);
  }

  /** Serves exactly these versions of a custom kind, instead of those before. */
  replace(id: string, versions: readonly Resource[]): void {
    for (const [path, resource] of this.#resources) if (resource.id === id) this.#resources.delete(path);
    for (const resource of versions) this.add(resource);
  }
}
