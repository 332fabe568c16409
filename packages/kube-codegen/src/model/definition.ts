/**
 * The versions of a kind that make one CustomResourceDefinition, wherever each was written: {@link definitionsOf}.
 */
import { compareVersions } from 'kube-core/support';
import type { Resource } from './resource.js';

/** A kind in one version, with whatever else is known of it. */
export interface Version {
  readonly resource: Resource;
}

/** A kind in all its versions. */
export interface Definition<V extends Version = Version> {
  /** Those that the definition has, in the order in which servers prefer them. At least one, unless all are left out. */
  readonly versions: readonly V[];
  /** Those that were asked to be left out of it. */
  readonly skipped: readonly V[];
  /** The one in which objects are stored. Its names are the definition's, and its file is where the definition is written. */
  readonly stored: V;
}

/** One definition for each group and kind, in the order of their first versions. */
export function definitionsOf<V extends Version>(all: readonly V[]): readonly Definition<V>[] {
  const byKind = new Map<string, V[]>();
  for (const each of all) {
    const key = `${each.resource.group}\0${each.resource.kind}`;
    byKind.set(key, [...(byKind.get(key) ?? []), each]);
  }
  return [...byKind.values()].flatMap((versions) => definitionOf(versions) ?? []);
}

function definitionOf<V extends Version>(all: readonly V[]): Definition<V> | undefined {
  const sorted = all.toSorted((a, b) => compareVersions(a.resource.version, b.resource.version));
  const versions = sorted.filter(({ resource }) => resource.skipped === undefined);
  const stored = versions.find(({ resource }) => resource.storage?.value === true) ?? versions[0] ?? sorted[0];
  return stored && { versions, skipped: sorted.filter((each) => !versions.includes(each)), stored };
}
