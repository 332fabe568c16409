/**
 * From kubeconfig files to a {@link Config}: {@link kubeconfigFromFiles}, {@link kubeconfigFromText}. Loads nothing of YAML where there is
 * nothing to read.
 */
import type { Config } from '../types.js';
import type { Loaded, PartOptions } from './choose.js';
import type { KubeconfigOverrides } from './overrides.js';
import { filesOf, readSources, sourceOf, type SourceOptions } from './source.js';

/** Which kubeconfig, and which part of it. */
export interface KubeconfigOptions extends KubeconfigOverrides, SourceOptions {
  /** @defaultValue the kubeconfig's current-context */
  readonly context?: string;
}

/** Reads the files of `KUBECONFIG`, or `~/.kube/config`. A file that is missing is no error, unless it was asked for by name. */
export async function kubeconfigFromFiles(options: KubeconfigOptions & Pick<PartOptions, 'podNamespace'>): Promise<Loaded> {
  const files = filesOf(options);
  const sources = await readSources(files, options.file !== undefined);
  const { nameCluster } = await import('./overrides.js');
  const { chosenConfig, nothing } = await import('./choose.js');
  if (sources.length === 0 && !nameCluster(options)) return nothing('there is no such file', files);
  const { mergeEntries } = await import('./entries.js');
  const entries = mergeEntries(sources.map((one) => one.entries));
  return chosenConfig(
    entries,
    options,
    sources.map(({ file }) => file),
  );
}

/** The configuration of a text, as a file would hold it. @throws KubeconfigError. */
export async function kubeconfigFromText(text: string, options: KubeconfigOptions): Promise<Config> {
  const { entries } = await sourceOf(text, options.file);
  const { chosenConfig } = await import('./choose.js');
  const loaded = chosenConfig(entries, options, options.file === undefined ? [] : [options.file]);
  if (loaded.found) return loaded.config;
  throw loaded.why;
}
