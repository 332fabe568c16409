/**
 * Columns, selectable fields and the scale subresource, where they were asked for at a property: the path is where it stands, the type
 * what it is. Enter at {@link fieldColumnsOf}.
 */
import type { Report } from '../diagnostics.js';
import type { PathOf, PrinterColumn, Scale } from '../model/resource.js';
import type { FieldColumn, Property, SchemaNode } from '../model/schema-node.js';

interface Part {
  readonly path: string;
  readonly node: SchemaNode;
}

export function fieldColumnsOf(part: Part): PrinterColumn[] {
  return propertiesOf(part).flatMap(({ path, property }) => (property.columns ?? []).map((column) => columnOf(path, property, column)));
}

export function fieldSelectablesOf(part: Part): PathOf[] {
  return propertiesOf(part).flatMap(({ path, property }) =>
    property.selectable === undefined ? [] : [{ jsonPath: path, origin: property.selectable }],
  );
}

/**
 * The scale subresource that properties ask for. Where only some of what it needs was asked for, that is reported.
 */
export function fieldScaleOf(parts: readonly Part[], report: Report): Scale | undefined {
  const asked = parts.flatMap(propertiesOf).flatMap(({ path, property: { scale } }) => (scale === undefined ? [] : [{ ...scale, path }]));
  const [first] = asked;
  if (first === undefined) return undefined;
  const again = asked.find(({ as }, index) => asked.findIndex((each) => each.as === as) < index);
  if (again !== undefined) {
    const help = 'leave one of them out';
    return void report({ code: 'KC805', message: 'the scale subresource has one field of each kind', help, origin: again.origin });
  }
  const [specReplicasPath, statusReplicasPath, labelSelectorPath] = (
    ['specReplicasPath', 'statusReplicasPath', 'labelSelectorPath'] as const
  ).map((as) => asked.find((each) => each.as === as)?.path);
  if (specReplicasPath !== undefined && statusReplicasPath !== undefined)
    return { specReplicasPath, statusReplicasPath, ...(labelSelectorPath !== undefined && { labelSelectorPath }), origin: first.origin };
  const help = 'write @specReplicas at the wanted number, in the spec, and @statusReplicas at the number that there is, in the status';
  return void report({ code: 'KC208', message: 'the scale subresource needs two fields, and one is missing', help, origin: first.origin });
}

/** Every property below, with the path that a column would have: `[*]` and `.*` where there is more than one. */
function propertiesOf({ path, node }: Part): { path: string; property: Property }[] {
  if (node.node === 'list') return propertiesOf({ path: `${path}[*]`, node: node.items });
  if (node.node === 'map') return propertiesOf({ path: `${path}.*`, node: node.values });
  if (node.node === 'union') return node.arms.flatMap((arm) => propertiesOf({ path, node: arm }));
  if (node.node !== 'object') return [];
  return node.properties.flatMap((property) => {
    const below = path + accessOf(property.name);
    return [{ path: below, property }, ...propertiesOf({ path: below, node: property.node })];
  });
}

const accessOf = (name: string) => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? `.${name}` : `['${name.replaceAll("'", "\\'")}']`);

function columnOf(path: string, property: Property, column: FieldColumn): PrinterColumn {
  const { name = titleOf(property.name), ...rest } = column;
  return { name, type: columnType(property.node), jsonPath: path, ...rest };
}

/** `observedGeneration` → `Observed Generation`. */
const titleOf = (name: string) => (name.charAt(0).toUpperCase() + name.slice(1)).replace(/([a-z0-9])([A-Z])/g, '$1 $2');

function columnType(node: SchemaNode): string {
  if (node.node === 'enum') return node.type === 'mixed' ? 'string' : node.type;
  if (node.node !== 'scalar') return 'string';
  return node.type === 'string' && (node.format === 'date-time' || node.format === 'date') ? 'date' : node.type;
}
