/**
 * Which context of a kubeconfig is meant, and what it makes: {@link chosenConfig}.
 */
import { KubeconfigError } from '../errors.js';
import type { Config } from '../types.js';
import type { Entries } from './entries.js';
import { nameCluster, type KubeconfigOverrides } from './overrides.js';
import { choiceOf, resolveConfig } from './resolve.js';

/** Which part of a kubeconfig, and what goes before it. */
export interface PartOptions extends KubeconfigOverrides {
  /** @defaultValue the kubeconfig's current-context */
  readonly context?: string | undefined;
  /** The namespace where nobody says one. @defaultValue `default` */
  readonly podNamespace?: string | undefined;
}

/** What there is, or why there is nothing. */
export type Loaded = { readonly found: true; readonly config: Config } | { readonly found: false; readonly why: KubeconfigError };

/**
 * @param entries - What the files say.
 * @param options - Which part.
 * @param files - Where it stands, for messages.
 * @throws KubeconfigError with the place to mend.
 */
export function chosenConfig(entries: Entries, options: PartOptions, files: readonly string[]): Loaded {
  const { currentContext, contexts } = entries;
  const name = options.context ?? currentContext?.text ?? '';
  // As in kubectl, a context without a name is current where no other is.
  if (name === '' && !contexts.has(name) && !nameCluster(options)) return nothing(`no current-context is set; ${choiceOf(entries)}`, files);
  const place = (options.context === undefined ? currentContext?.place : undefined) ?? placeOf(files);
  return { found: true, config: resolveConfig(entries, { name, place, overrides: options, namespace: options.podNamespace }) };
}

/** There is no configuration, and no mistake either. */
export function nothing(message: string, files: readonly string[]): Loaded & { readonly found: false } {
  const all = files.length > 1 ? ` (in ${files.join(', ')})` : '';
  return { found: false, why: new KubeconfigError(message + all, placeOf(files)) };
}

/** One file is to blame by itself; of several none is. */
const placeOf = ([file, ...others]: readonly string[]): { readonly file?: string | undefined } => (others.length === 0 ? { file } : {});
