/**
 * A kind as the CustomResourceDefinition that installs it: {@link crdOf}.
 */
import type { Schema } from 'kube-core/schema';
import { crdNameOf, hasStatusSubresource, type PrinterColumn, type Resource } from '../model/resource.js';

/** A definition as data, in the order in which it is printed. */
export type Crd = Readonly<Record<string, unknown>>;

/** What the server would show if no column were named. */
const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** The definition of a kind, with one version. */
export function crdOf(resource: Resource, schema: Schema): Crd {
  const { group, plural, singular, kind, listKind, shortNames, categories, scope } = resource;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: crdNameOf(resource) },
    spec: {
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
      versions: [versionOf(resource, schema)],
    },
  };
}

function versionOf(resource: Resource, schema: Schema): object {
  const { version, columns, noAgeColumn, selectableFields } = resource;
  const subresources = subresourcesOf(resource);
  return {
    ...(columns.length > 0 && { additionalPrinterColumns: [...columns.map(columnOf), ...(noAgeColumn === undefined ? [age] : [])] }),
    name: version,
    schema: { openAPIV3Schema: schema },
    ...(selectableFields.length > 0 && { selectableFields: selectableFields.map(({ jsonPath }) => ({ jsonPath })) }),
    served: true,
    storage: true,
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
