/** `get`: objects as a table, as names, as YAML or as JSON; once, or as they change. */

import { Api, isNamespaced, type ApiResource, type DynamicObject, type Stored } from 'kube-core';
import { stringify } from 'yaml';
import { subjectsOf, titleOf, type Cluster, type Subject } from './cluster.js';
import type { Arguments, Command } from './command.js';
import { shownOf } from './objects.js';
import { linesOf, readTable, watchTable, type Place, type Table } from './table.js';

export const get: Command = {
  usage: 'get KIND[,KIND] [NAME…] | KIND/NAME… [-A] [-l SELECTOR] [-o yaml|json|name] [-w]',
  options: {
    'all-namespaces': { type: 'boolean', short: 'A' },
    selector: { type: 'string', short: 'l' },
    output: { type: 'string', short: 'o' },
    watch: { type: 'boolean', short: 'w' },
  },
  async run(cluster, args) {
    const subjects = await subjectsOf(cluster, args);
    const output = args.text('output');
    if (output !== undefined) return printObjects(await objectsOf(cluster, subjects, args), output);
    for (const [at, subject] of subjects.entries()) {
      if (at > 0) console.log();
      await printTable(cluster, subject, args);
    }
    return undefined;
  },
};

const queryOf = (args: Arguments): Record<string, string> => {
  const labelSelector = args.text('selector');
  return labelSelector === undefined ? {} : { labelSelector };
};

async function printTable(cluster: Cluster, { kind, names }: Subject, args: Arguments): Promise<void> {
  const namespace = args.flag('all-namespaces') ? undefined : cluster.namespace;
  const place: Place = { kind, namespace, query: queryOf(args) };
  const places = names.length === 0 ? [place] : names.map((name) => ({ kind, namespace, name }));
  const tables = await Promise.all(places.map((each) => readTable(cluster.client, each)));
  const withNamespace = isNamespaced(kind) && namespace === undefined;
  const [first] = tables;
  if (first === undefined) return;
  const rows = tables.flatMap((table) => table.rows ?? []);
  if (rows.length === 0) console.error(`No resources found${namespace === undefined ? '' : ` in ${namespace} namespace`}.`);
  else console.log(linesOf({ ...first, rows }, { withNamespace }).join('\n'));
  if (args.flag('watch')) await follow(cluster, place, { first, names, withNamespace });
}

interface Following {
  readonly first: Table;
  readonly names: readonly string[];
  readonly withNamespace: boolean;
}

/** A row for each change since the list, without the names of the columns. */
async function follow({ client }: Cluster, place: Place, { first, names, withNamespace }: Following): Promise<void> {
  const query = { ...place.query, resourceVersion: first.metadata.resourceVersion };
  for await (const table of watchTable(client, { ...place, query })) {
    const rows = (table.rows ?? []).filter(({ object }) => names.length === 0 || names.includes(object.metadata.name));
    for (const line of linesOf({ ...table, rows }, { withNamespace }, first.columnDefinitions ?? []).slice(1)) console.log(line);
  }
}

async function objectsOf(cluster: Cluster, subjects: readonly Subject[], args: Arguments): Promise<Found> {
  const apiOf = (kind: ApiResource): Api<DynamicObject> =>
    args.flag('all-namespaces') ? Api.all(cluster.client, kind) : cluster.api(kind);
  const found = await Promise.all(
    subjects.map(async ({ kind, names }) => {
      const { items } =
        names.length > 0
          ? { items: await Promise.all(names.map((name) => cluster.api(kind).get(name))) }
          : await apiOf(kind).list(queryOf(args));
      return items.map((object) => ({ title: titleOf(kind, object.metadata.name), object }));
    }),
  );
  return { items: found.flat(), isOne: subjects.length === 1 && subjects[0]?.names.length === 1 };
}

interface Found {
  readonly items: readonly { readonly title: string; readonly object: Stored<DynamicObject> }[];
  readonly isOne: boolean;
}

/** @throws Error for a form that there is not. */
function printObjects({ items, isOne }: Found, output: string): undefined {
  const objects = items.map(({ object }) => shownOf(object));
  const whole = isOne ? objects[0] : { apiVersion: 'v1', kind: 'List', items: objects };
  if (output === 'name') for (const { title } of items) console.log(title);
  else if (output === 'yaml') console.log(stringify(whole).trimEnd());
  else if (output === 'json') console.log(JSON.stringify(whole, undefined, 2));
  else throw new Error(`-o is ${output}; it is yaml, json or name`);
}
