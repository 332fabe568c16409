/**
 * The entries of a kubeconfig as changes that put them elsewhere: {@link entriesOf}, and {@link absolutePaths}, so that their paths mean the
 * same in any folder.
 */
import { dirname, isAbsolute, resolve } from 'node:path';
import { isObject, textAt } from '../../../util/json/json.js';
import type { EntryEdit } from './edit.js';
import { listNames, type ListName } from './shape.js';

/** Where entries are looked up: a `Kubeconfig`. */
export type EntrySource = Readonly<Record<ListName, ReadonlyMap<string, object>>> & {
  readonly fileOf: (list: ListName, name: string) => string | undefined;
};

/** All entries. */
export const entriesOf = (kubeconfig: EntrySource): readonly SetEdit[] =>
  listNames.flatMap((list) => [...kubeconfig[list]].map(([name, fields]) => ({ type: 'set', list, name, fields }) as const));

/** Of each entry with a path that is beside its file: that path, made absolute. */
export const absolutePaths = (kubeconfig: EntrySource): readonly SetEdit[] =>
  entriesOf(kubeconfig).flatMap(({ fields, ...entry }) => {
    const file = kubeconfig.fileOf(entry.list, entry.name);
    const paths = file === undefined ? {} : pathsIn(fields, dirname(file));
    return Object.keys(paths).length === 0 ? [] : [{ ...entry, fields: paths }];
  });

type SetEdit = EntryEdit & { readonly type: 'set' };

const pathFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

function pathsIn(entry: object, folder: string): object {
  const { exec, 'auth-provider': provider } = entry as { readonly exec?: unknown; readonly 'auth-provider'?: unknown };
  const command = textAt(exec, 'command');
  const authority = isObject(provider) ? relative(provider['config'], ['idp-certificate-authority'], folder) : {};
  return {
    ...relative(entry, pathFields, folder),
    ...(/[\\/]/.test(command) && !isAbsolute(command) && { exec: { command: resolve(folder, command) } }), // a bare name is looked for in PATH
    ...(Object.keys(authority).length > 0 && { 'auth-provider': { config: authority } }),
  };
}

/** Those of some fields that hold a relative path, made absolute. */
function relative(fields: unknown, names: readonly string[], folder: string): object {
  const paths = names.map((name) => [name, textAt(fields, name)] as const);
  return Object.fromEntries(
    paths.filter(([, path]) => path !== '' && !isAbsolute(path)).map(([name, path]) => [name, resolve(folder, path)]),
  );
}
