/**
 * A kind as the CustomResourceDefinition that installs it: {@link crdOf}.
 */
import type { Schema } from 'kube-core/schema';
import type { Definition, Version } from '../model/definition.js';
import {
  ageColumn,
  type Conversion,
  crdNameOf,
  type Entry,
  hasStatusSubresource,
  type PrinterColumn,
  type Resource,
} from '../model/resource.js';

/** A definition as data, in the order in which it is printed. */
export type Crd = Readonly<Record<string, unknown>>;

/** A kind in one version, and its schema. */
export interface SchemaVersion extends Version {
  readonly schema: Schema;
}

/** The definition of a kind, with all its versions. */
export function crdOf({ versions, stored }: Definition<SchemaVersion>): Crd {
  const { group, plural, singular, kind, listKind, scope } = stored.resource;
  const all = versions.map(({ resource }) => resource);
  const [shortNames, categories] = [namesIn(all, 'shortNames'), namesIn(all, 'categories')];
  const conversion = all.find((each) => each.conversion !== undefined)?.conversion;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { ...entriesOf('annotations', all), ...entriesOf('labels', all), name: crdNameOf(stored.resource) },
    spec: {
      ...(conversion !== undefined && { conversion: conversionOf(conversion) }),
      group,
      names: {
        ...(categories.length > 0 && { categories }),
        kind,
        listKind,
        plural,
        ...(shortNames.length > 0 && { shortNames }),
        singular,
      },
      scope,
      versions: versions.map((version) => versionOf(version, version.resource === stored.resource)),
    },
  };
}

/** What the versions that say anything agree on. */
const namesIn = (all: readonly Resource[], names: 'shortNames' | 'categories'): readonly string[] =>
  all.map((each) => each[names]).find((each) => each.length > 0) ?? [];

/** Labels or annotations of all versions, by their keys. */
function entriesOf(name: 'annotations' | 'labels', all: readonly Resource[]): object {
  const entries: readonly Entry[] = all.flatMap((each) => each[name] ?? []);
  const byKey = entries.map(({ key, value }) => [key, value] as const).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return entries.length === 0 ? {} : { [name]: Object.fromEntries(byKey) };
}

function conversionOf({ strategy, url, service, caBundle, reviewVersions }: Conversion): object {
  if (strategy === 'None') return { strategy };
  const { namespace, name, path, port } = service ?? {};
  const place = { name, namespace, ...(path !== undefined && { path }), ...(port !== undefined && { port }) };
  const clientConfig = {
    ...(caBundle !== undefined && { caBundle }),
    ...(service !== undefined && { service: place }),
    ...(url !== undefined && { url }),
  };
  return { strategy, webhook: { clientConfig, conversionReviewVersions: reviewVersions } };
}

function versionOf({ resource, schema }: SchemaVersion, storage: boolean): object {
  const { version, columns, noAgeColumn, selectableFields, deprecated, served } = resource;
  const subresources = subresourcesOf(resource);
  return {
    ...(columns.length > 0 && { additionalPrinterColumns: [...columns.map(columnOf), ...(noAgeColumn === undefined ? [ageColumn] : [])] }),
    ...(deprecated !== undefined && { deprecated: true }),
    ...(deprecated?.value !== undefined && { deprecationWarning: deprecated.value }),
    name: version,
    schema: { openAPIV3Schema: schema },
    ...(selectableFields.length > 0 && { selectableFields: selectableFields.map(({ jsonPath }) => ({ jsonPath })) }),
    served: served?.value ?? true,
    storage,
    ...(subresources !== undefined && { subresources }),
  };
}

const columnOf = ({ origin: _, ...column }: PrinterColumn): Omit<PrinterColumn, 'origin'> => column;

function subresourcesOf(resource: Resource): object | undefined {
  const [{ scale }, hasStatus] = [resource, hasStatusSubresource(resource)];
  if (!hasStatus && scale === undefined) return undefined;
  const { origin: _, ...paths } = scale ?? { origin: undefined };
  return { ...(scale !== undefined && { scale: paths }), ...(hasStatus && { status: {} }) };
}
