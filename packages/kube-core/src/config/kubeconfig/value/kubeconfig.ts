/**
 * A kubeconfig as a value that can be asked, changed and written: {@link Kubeconfig}.
 */
import { dirname, resolve } from 'node:path';
import { unwanted } from '../../../util/arguments.js';
import { isObject } from '../../../util/json/json.js';
import { checkOptions, rules } from '../../../util/options.js';
import { KubeconfigError } from '../../errors.js';
import { masked } from '../../secrets.js';
import type { Config } from '../../types.js';
import { chosenConfig, nothing, type PartOptions } from '../choose.js';
import { mergeEntries, parseEntries, type Entries, type Entry } from '../entries.js';
import { partRules } from '../override-rules.js';
import type { KubeconfigOverrides } from '../overrides.js';
import { changesOf, removalsOf } from './changes.js';
import { edited, type Edit, type EntryEdit } from './edit.js';
import { absolutePaths, entriesOf } from './paths.js';
import {
  type KubeconfigChanges,
  type KubeconfigCluster,
  type KubeconfigContext,
  type KubeconfigNames,
  type KubeconfigUser,
  type ListName,
} from './shape.js';
import { changeFile } from './write.js';

/**
 * What one or several kubeconfig files say together. It never changes: {@link Kubeconfig.set} and the like give another, and
 * {@link Kubeconfig.write} puts it into the files. `console.log` and `JSON.stringify` show `(hidden)` for its secrets.
 */
export interface Kubeconfig {
  /** The name of the context that counts where none is named. */
  readonly currentContext: string | undefined;
  /** By name, as they stand in the files. */
  readonly contexts: ReadonlyMap<string, KubeconfigContext>;
  /** By name, as they stand in the files: paths are relative to {@link Kubeconfig.fileOf} the entry. */
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  /** By name, as they stand in the files: paths are relative to {@link Kubeconfig.fileOf} the entry. */
  readonly users: ReadonlyMap<string, KubeconfigUser>;
  /**
   * The file that defines an entry; `undefined` for what is not there, or stands in no file.
   *
   * @param list - `clusters`, `users` or `contexts`.
   * @param name - The name of the entry.
   */
  fileOf(list: 'clusters' | 'users' | 'contexts', name: string): string | undefined;
  /**
   * The configuration of a context, for `Client.from`.
   *
   * @param options - The context (the current one by default), and what goes before the kubeconfig.
   * @throws KubeconfigError with the place to mend; KubeError `option` for an option that is misspelt.
   */
  config(options?: KubeconfigOverrides & { readonly context?: string }): Config;
  /**
   * Sets fields of entries and the current context. What is not named stays, `null` takes a field away, an entry that is new goes to the
   * first file that there is. Paths are taken as they are: relative ones are relative to the file.
   *
   * @throws KubeError `option` for a field that is misspelt; KubeconfigError for a value of another type than the file may hold.
   */
  set(changes: KubeconfigChanges): Kubeconfig;
  /**
   * Takes entries away, from the file that defines each: one of the same name in a later file then counts, as in client-go. A name that is
   * not there is no error.
   */
  unset(names: KubeconfigNames): Kubeconfig;
  /**
   * Adds the entries of another kubeconfig whose names are not there yet, paths made absolute, and its current context where there is none.
   */
  merge(other: Kubeconfig): Kubeconfig;
  /** All of it as one text, secrets included. That of one file is the file's; of several, paths are absolute. */
  text(): string;
  /**
   * Writes what was set, unset and merged: each change into the file that it belongs to, all else there stays as it is, also what another
   * program has written meanwhile. A new file is for its owner alone; each is replaced at once, under the lock that kubectl takes.
   *
   * @param options - `file`: put {@link Kubeconfig.text} there, in place of all that; in another folder, paths are made absolute.
   * @throws KubeconfigError where it cannot be written, or came from no file and none is named; KubeError `option`.
   */
  write(options?: { readonly file?: string }): Promise<void>;
}

/** A file that there is or may be, or a text; what it says, and what has been changed since it was read. */
export interface Part {
  readonly file: string | undefined;
  /** What was read; `undefined` where the file is missing. */
  readonly read: string | undefined;
  readonly text: string;
  readonly entries: Entries;
  readonly edits: readonly Edit[];
}

/** A part that nothing has been changed of. */
export const partOf = (read: string | undefined, file: string | undefined, entries = parseEntries(read ?? '', file)): Part => ({
  ...{ file, read, text: read ?? '', edits: [], entries },
});

/** What a value is made of. */
export interface Parts {
  /** At least one; the first to name an entry wins it. */
  readonly parts: readonly Part[];
  readonly podNamespace: string | undefined;
}

/** @param made - What it is made of. */
export const kubeconfigOf = (made: Parts): Kubeconfig => new FileKubeconfig(made);

class FileKubeconfig implements Kubeconfig {
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, KubeconfigContext>;
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
  readonly #made: Parts;
  readonly #entries: Entries;

  constructor(made: Parts) {
    this.#made = made;
    this.#entries = mergeEntries(made.parts.map(({ entries }) => entries));
    const { currentContext, contexts, clusters, users } = this.#entries;
    this.currentContext = currentContext?.text;
    this.contexts = viewOf(contexts, (plain) => masked(plain, ['extensions']));
    this.clusters = viewOf(clusters, hiddenCluster);
    this.users = viewOf(users, hiddenUser);
  }

  /** JSON has no maps: they would come out empty. */
  toJSON(): object {
    const { currentContext, contexts, clusters, users } = this;
    return {
      currentContext,
      contexts: Object.fromEntries(contexts),
      clusters: Object.fromEntries(clusters),
      users: Object.fromEntries(users),
    };
  }

  fileOf(list: ListName, name: string): string | undefined {
    return this.#made.parts.find(({ entries }) => entries[list].has(name))?.file;
  }

  config(options: PartOptions = {}): Config {
    checkOptions<object>('config()', options, partRules);
    const { parts, podNamespace } = this.#made;
    const read = parts.filter((part) => part.read !== undefined || part.edits.length > 0);
    const files = (read.length === 0 ? parts : read).flatMap(({ file }) => file ?? []);
    const loaded = chosenConfig(this.#entries, { ...options, podNamespace }, files);
    if (loaded.found) return loaded.config;
    throw read.length === 0 ? nothing('there is no such file', files).why : loaded.why;
  }

  set(changes: KubeconfigChanges): Kubeconfig {
    return this.#edited(changesOf(changes));
  }

  unset(names: KubeconfigNames): Kubeconfig {
    return this.#edited(removalsOf(names));
  }

  merge(other: Kubeconfig): Kubeconfig {
    if (!isObject(other) || typeof other.config !== 'function')
      throw unwanted('merge takes a kubeconfig, as Kubeconfig.read() and Kubeconfig.fromText() give it', other);
    const isNew = ({ list, name }: EntryEdit): boolean => !this.#entries[list].has(name);
    const added = [...entriesOf(other), ...absolutePaths(other)].filter(isNew);
    const { currentContext } = other;
    const current =
      this.currentContext === undefined && currentContext !== undefined ? [{ type: 'current' as const, name: currentContext }] : [];
    return this.#edited([...added, ...current]);
  }

  text(): string {
    const [first, ...others] = this.#made.parts;
    if (first !== undefined && others.every(({ text }) => text === '')) return first.text;
    return kubeconfigOf({ parts: [partOf('', undefined)], podNamespace: undefined })
      .merge(this)
      .text();
  }

  async write(options: { readonly file?: string } = {}): Promise<void> {
    const { file } = checkOptions('write()', options, { file: rules.path });
    if (file !== undefined) return changeFile(file, () => this.#textIn(file));
    for (const part of this.#made.parts.filter(({ edits }) => edits.length > 0)) await written(part);
  }

  /** In another folder, paths that are beside the file would lead elsewhere. */
  #textIn(file: string): string {
    const isElsewhere = this.#made.parts.some((part) => part.file !== undefined && dirname(resolve(part.file)) !== dirname(resolve(file)));
    return (isElsewhere ? this.#edited(absolutePaths(this)) : this).text();
  }

  #edited(edits: readonly Edit[]): Kubeconfig {
    const { parts } = this.#made;
    const isSo = (edit: Edit): boolean => edit.type === 'current' && edit.name === (this.currentContext ?? '');
    const homes = edits.filter((edit) => !isSo(edit)).map((edit) => ({ edit, home: homeOf(parts, edit) }));
    const changed = parts.map((part) =>
      withEdits(
        part,
        homes.flatMap(({ edit, home }) => (home === part ? [edit] : [])),
      ),
    );
    return kubeconfigOf({ ...this.#made, parts: changed });
  }
}

function viewOf<T extends object>(entries: ReadonlyMap<string, Entry>, shown: (plain: T) => T): ReadonlyMap<string, T> {
  return new Map([...entries].map(([name, { plain }]) => [name, shown(plain() as T)])); // parsing has refused what is of another type
}

/** The URL of a server holds a password at times. */
function hiddenCluster(cluster: KubeconfigCluster): KubeconfigCluster {
  const server = cluster.server?.includes('@') === true ? ['server'] : [];
  return masked(cluster, ['proxy-url', 'extensions', ...server]);
}

function hiddenUser(user: KubeconfigUser): KubeconfigUser {
  const { exec, 'auth-provider': provider } = user;
  const inside = {
    ...user,
    ...(exec && { exec: masked(exec, ['args', 'env']) }),
    ...(provider && { 'auth-provider': masked(provider, ['config']) }),
  };
  return masked(inside, ['token', 'password', 'client-key-data', 'extensions']);
}

const withEdits = (part: Part, edits: readonly Edit[]): Part =>
  edits.length === 0 ? part : { ...part, ...edited(part.text, edits, part.file), edits: [...part.edits, ...edits] };

/** Where a change belongs, as client-go's ModifyConfig decides it. */
function homeOf(parts: readonly Part[], edit: Edit): Part | undefined {
  const first = parts.find((part) => part.read !== undefined || part.edits.length > 0) ?? parts.at(-1);
  if (edit.type === 'current') return edit.name === '' ? parts.find(({ entries }) => entries.currentContext !== undefined) : first;
  const defines = parts.find(({ entries }) => entries[edit.list].has(edit.name));
  return edit.type === 'set' ? (defines ?? first) : defines;
}

/** What another program has written since is kept: the changes are made again on what stands there now. */
async function written({ file, read, text, edits }: Part): Promise<void> {
  if (file === undefined) throw new KubeconfigError("it came from no file; name one: write({ file: '…' })");
  await changeFile(file, (now) => (now === read ? text : edited(now ?? '', edits, file).text));
}
