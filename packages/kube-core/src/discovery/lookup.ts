/**
 * From a name, as kubectl takes it, to a kind: {@link lookUp}. No request is made.
 */
import { parseApiVersion } from '../resource/gvk.js';
import type { ApiResource, Discovered } from './types.js';

/**
 * How a kind is asked for: by its plural, singular, short name or kind, alone (`deploy`), with its group (`deployments.apps`), or with
 * version and group (`deployments.v1.apps`); or by what an object says of itself.
 */
export type KindName = string | { readonly apiVersion: string; readonly kind: string };

/** The kind of that name which the server prefers; undefined where there is none. */
export function lookUp(discovered: Discovered, name: KindName): ApiResource | undefined {
  if (typeof name !== 'string') return ofObject(discovered, name);
  for (const { word, isPlace } of readings(name)) {
    const places = discovered.groups
      .flatMap(({ versions }) => versions)
      .filter(isPlace)
      .flatMap(({ resources }) => resources);
    const found = named(places, word.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofObject({ groups }: Discovered, { apiVersion, kind }: Exclude<KindName, string>): ApiResource | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  const served = groups.find(({ name }) => name === group)?.versions.find((each) => each.version === version);
  return served?.resources.find((resource) => resource.kind === kind);
}

interface Reading {
  readonly word: string;
  isPlace(this: void, place: { readonly group: string; readonly version: string }): boolean;
}

/** What `a.b.c` may mean: kind a in version b of group c, or kind a in group b.c. `a.v1.` is a in version v1 of the core group. */
function readings(name: string): readonly Reading[] {
  const [word = '', second, ...rest] = name.split('.');
  if (second === undefined) return [{ word, isPlace: () => true }];
  const group = [second, ...rest].join('.');
  const versioned: Reading = { word, isPlace: (place) => place.version === second && place.group === rest.join('.') };
  return [...(rest.length > 0 ? [versioned] : []), { word, isPlace: (place) => place.group === group }];
}

/** A name is one before it is short for another. */
function named(resources: readonly ApiResource[], word: string): ApiResource | undefined {
  return (
    resources.find(({ plural, singular, kind }) => [plural, singular, kind.toLowerCase()].includes(word)) ??
    resources.find(({ shortNames }) => shortNames.includes(word))
  );
}
