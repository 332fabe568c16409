/**
 * Which kinds are served, and what is known of each: {@link Registry}. Built-in kinds are there from the start, those of a
 * CustomResourceDefinition come and go with it.
 */
import { qualifiedName } from '../../resource/definition.js';
import type { Schema } from '../../schema/types.js';
import type { ResourceFact } from '../../openapi/schema.js';
import { builtinKinds, countsGeneration, selectableFields, servedSubresources } from './builtin-kinds.js';

/** A column of a table, as CRDs declare it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

/** Where a kind keeps what its scale subresource shows. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** What only custom resources have. */
export interface Custom {
  readonly schema: Schema;
  /** None: the server shows name and age. */
  readonly columns: readonly Column[] | undefined;
  readonly scale: ScalePaths | undefined;
  /** What a request to this version is warned of. */
  readonly deprecation: string | undefined;
}

/** One kind at one version. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  /** Whether its generation is counted. */
  readonly generation: boolean;
  /** Fields that a selector may ask for, beside name and namespace. */
  readonly selectable: readonly string[];
  /** The version that its objects are stored at. */
  readonly storageVersion: string;
  /** The collection of the store, `deployments.apps`: one for all versions. */
  readonly id: string;
  /** There if and only if the kind comes from a CustomResourceDefinition. */
  readonly custom: Custom | undefined;
}

/** `apps/v1`, or `v1`. */
export const apiVersion = (resource: Pick<Resource, 'group' | 'version'>): string =>
  resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;

/** Whether a kind has a subresource. */
export const has = (resource: Resource, subresource: string): boolean => resource.subresources.includes(subresource);

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
    const versions = this.all().filter((resource) => resource.id === id);
    return versions.find((resource) => resource.version === resource.storageVersion) ?? versions[0];
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
