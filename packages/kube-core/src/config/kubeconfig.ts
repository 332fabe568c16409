/**
 * Kubeconfigs to look at and to change: {@link Kubeconfig}. YAML is loaded when one is read.
 */
import { unwanted } from '../util/arguments.js';
import { checkOptions, rules, type Rules } from '../util/options.js';
import { namespaceOfPod, type InClusterOptions } from './in-cluster.js';
import type { SourceOptions } from './kubeconfig/source.js';
import type { Kubeconfig as KubeconfigValue } from './kubeconfig/value/kubeconfig.js';

/** Which files {@link Kubeconfig.read} reads. */
export interface KubeconfigReadOptions extends Omit<SourceOptions, 'file'>, InClusterOptions {
  /** One file in place of those of the environment. */
  readonly file?: string;
}

const readRules: Rules<KubeconfigReadOptions> = {
  file: rules.path,
  env: rules.object,
  home: rules.text,
  serviceAccountDirectory: rules.text,
};

/** What kubeconfig files say together: see its fields in the interface of the same name. */
export type Kubeconfig = KubeconfigValue;

/** Reads kubeconfigs. */
export const Kubeconfig = {
  /**
   * What the files of `KUBECONFIG` say together, else `~/.kube/config`. A file that is missing says nothing, and is made where something
   * is written to it.
   *
   * @param options - One file in their place, the environment.
   * @throws KubeconfigError that names each file that cannot be read or parsed; KubeError `option` for an option that is misspelt.
   */
  async read(options: KubeconfigReadOptions = {}): Promise<Kubeconfig> {
    checkOptions('Kubeconfig.read()', options, readRules);
    const { filesOf, readSources } = await import('./kubeconfig/source.js');
    const { kubeconfigOf, partOf } = await import('./kubeconfig/value/kubeconfig.js');
    const files = filesOf(options);
    const sources = await readSources(files, false);
    const parts = files.map((file) => {
      const source = sources.find((one) => one.file === file);
      return partOf(source?.text, file, source?.entries);
    });
    const podNamespace = await namespaceOfPod(options);
    return kubeconfigOf({ parts: parts.length === 0 ? [partOf(undefined, undefined)] : parts, podNamespace });
  },

  /**
   * What a text says, as a file would hold it: YAML or JSON, one document or several.
   *
   * @param text - The text; an empty one is a kubeconfig that says nothing.
   * @param options - `file`: where the text stands, for relative paths, for messages, and to be written to.
   * @throws KubeconfigError with the place to mend; KubeError `params` for what is no text, `option` for an option that is misspelt.
   */
  async fromText(text: string, options: { readonly file?: string } = {}): Promise<Kubeconfig> {
    if (typeof text !== 'string') throw unwanted('Kubeconfig.fromText takes the text of a kubeconfig', text);
    checkOptions('Kubeconfig.fromText()', options, { file: rules.path });
    const { kubeconfigOf, partOf } = await import('./kubeconfig/value/kubeconfig.js');
    return kubeconfigOf({ parts: [partOf(text, options.file)], podNamespace: undefined });
  },
};
