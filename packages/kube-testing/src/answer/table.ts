/**
 * Objects as rows, as `kubectl get` shows them (meta/v1 Table): {@link tableOf}. The server fills the cells, so that a client needs to
 * know no kind.
 */
import type { Page } from '../verbs/answer.js';
import { cellsOf, columnsOf, type TableColumn } from './columns.js';
import type { Item } from '../store/item.js';
import { apiVersionOf } from 'kube-core';
import type { Resource } from '../registry/resource.js';

/** What a table is to hold. */
export interface TableOptions {
  /** What stands beside the cells: `None`, `Metadata` or the whole `Object`. */
  readonly includeObject: string;
  /** The time by which ages are counted, in milliseconds since 1970. */
  readonly now: number;
}

interface Row {
  readonly cells: readonly unknown[];
  readonly object?: unknown;
}

interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly columnDefinitions: readonly Omit<TableColumn, 'cell'>[];
  readonly rows: readonly Row[];
}

/** A page as a table. */
export function tableOf(page: Page, resource: Resource, options: TableOptions): Table {
  const metadata = {
    resourceVersion: String(page.version),
    ...(page.continue !== undefined && { continue: page.continue }),
    ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
  };
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columnsOf(resource).map(({ cell: _cell, ...column }) => column),
    rows: page.items.map((item) => rowOf(item, resource, options)),
  };
}

/** One object as a table of one row; in a watch only the first says what its columns are. */
export function tableRow(item: Item, resource: Resource, options: TableOptions & { readonly headed: boolean }): Table {
  const table = tableOf({ items: [item], version: item.version }, resource, options);
  return options.headed ? table : { ...table, columnDefinitions: [] };
}

function rowOf(item: Item, resource: Resource, options: TableOptions): Row {
  const cells = cellsOf(item.object, resource, options.now);
  if (options.includeObject === 'None') return { cells };
  if (options.includeObject === 'Object') return { cells, object: item.as(apiVersionOf(resource)) };
  return { cells, object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: item.object.metadata } };
}
