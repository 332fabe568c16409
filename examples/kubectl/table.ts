/**
 * Objects as rows. The server fills the cells (`as=Table`), so that a client shows kinds that it has never heard of, with their own columns.
 * Enter at {@link readTable} and {@link printRows}.
 */
import { apiVersionOf, isNamespaced, type ApiResource, type Client, type Stored, type KubeObject } from 'kube-core';

/** The parts of meta/v1 Table that are shown. */
export interface Table {
  readonly metadata: { readonly resourceVersion: string };
  /** Those of priority 0 are for everybody; in a watch only the first event has them. */
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[] | null;
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: Stored<KubeObject> }[] | null;
}

/** Which objects. */
export interface Place {
  readonly kind: ApiResource;
  /** Nothing: those of all namespaces. */
  readonly namespace: string | undefined;
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
}

const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

function pathOf({ kind, namespace, name, query = {} }: Place): string {
  const root = kind.group === '' ? '/api' : '/apis';
  const inside = isNamespaced(kind) && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const one = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}/${apiVersionOf(kind)}${inside}/${kind.plural}${one}?${new URLSearchParams(query).toString()}`;
}

/** @throws ApiError `NotFound` for an object that is not there. */
export const readTable = (client: Client, place: Place): Promise<Table> => client.request<Table>('GET', pathOf(place), { headers });

/** One table for each change, of one row. It ends when the server ends it. */
export async function* watchTable(client: Client, place: Place): AsyncGenerator<Table, void, undefined> {
  const path = pathOf({ ...place, query: { ...place.query, watch: 'true' } });
  for await (const event of client.events<Table>('GET', path, { headers, streaming: true }))
    if (event.type !== 'ERROR' && event.type !== 'BOOKMARK') yield event.object;
}

/** How rows are shown. */
export interface Shown {
  /** In front of each row stands its namespace. */
  readonly withNamespace: boolean;
}

/** The lines of a table, the names of its columns first, each column as wide as its widest cell. */
export function linesOf({ columnDefinitions, rows }: Table, { withNamespace }: Shown, columns = columnDefinitions ?? []): string[] {
  const shown = columns.flatMap(({ priority }, at) => (priority === 0 ? [at] : []));
  const head = [...(withNamespace ? ['NAMESPACE'] : []), ...shown.map((at) => columns[at]?.name.toUpperCase() ?? '')];
  const body = (rows ?? []).map(({ cells, object }) => [
    ...(withNamespace ? [object.metadata.namespace ?? ''] : []),
    ...shown.map((at) => textOf(cells[at])),
  ]);
  return aligned([head, ...body]);
}

const textOf = (cell: unknown): string => (typeof cell === 'string' ? cell : JSON.stringify(cell ?? ''));

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}
