/**
 * Finds a configuration: {@link Config}. It comes from kubeconfig files, from the cluster that the process runs in, or from the program
 * itself. Nothing here connects to anything.
 */
import { checkOptions, rules, type Rules } from '../util/options.js';
import { InferConfigError } from './errors.js';
import { inClusterConfig, namespaceOfPod, type InClusterOptions } from './in-cluster.js';
import type { Loaded } from './kubeconfig/choose.js';
import type { KubeconfigOptions } from './kubeconfig/load.js';
import { partRules } from './kubeconfig/override-rules.js';
import type { Config as ConfigData } from './types.js';

/** Where {@link Config.infer} looks. */
export interface InferOptions extends KubeconfigOptions, InClusterOptions {}

/** Everything that a client needs to know of a cluster: see its fields in the interface of the same name. */
export type Config = ConfigData;

const inClusterRules: Rules<InClusterOptions> = { env: rules.object, serviceAccountDirectory: rules.text };
const inferRules: Rules<InferOptions> = {
  ...inClusterRules,
  ...partRules,
  ...{ file: rules.path, home: rules.text },
};

async function fromFiles(options: InferOptions): Promise<Loaded> {
  const { kubeconfigFromFiles } = await import('./kubeconfig/load.js');
  return kubeconfigFromFiles({ ...options, podNamespace: await namespaceOfPod(options) });
}

/** Finds configurations. */
export const Config = {
  /**
   * The configuration at hand, as kubectl and client-go find it: the kubeconfig, and where there is none, the cluster that the process
   * runs in.
   *
   * @throws KubeError `option` for an option that is misspelt; InferConfigError (`config-not-found`) when there is neither; KubeconfigError when there is a kubeconfig and it is wrong.
   */
  async infer(options: InferOptions = {}): Promise<Config> {
    checkOptions('Config.infer()', options, inferRules);
    const kubeconfig = await fromFiles(options);
    if (kubeconfig.found) return kubeconfig.config;
    if (options.file !== undefined || options.context !== undefined) throw kubeconfig.why; // who names one means no other cluster
    try {
      return await inClusterConfig(options);
    } catch (cause) {
      throw new InferConfigError(kubeconfig.why, cause);
    }
  },

  /**
   * The configuration of a kubeconfig: the files of `KUBECONFIG` merged, else `~/.kube/config`; or the text given. In a pod, files that
   * name no namespace mean that of the pod, as in client-go.
   *
   * @param options - Context, text, environment.
   * @throws KubeconfigError naming the file, and the line where there is one.
   */
  async fromKubeconfig(options: InferOptions & { readonly text?: string } = {}): Promise<Config> {
    checkOptions('Config.fromKubeconfig()', options, { ...inferRules, text: rules.text });
    if (options.text !== undefined) return (await import('./kubeconfig/load.js')).kubeconfigFromText(options.text, options);
    const kubeconfig = await fromFiles(options);
    if (kubeconfig.found) return kubeconfig.config;
    throw kubeconfig.why;
  },

  /**
   * The configuration of the pod that this process runs in, from its service account.
   *
   * @throws InClusterError when the process does not run in a pod, or its service account is not mounted.
   */
  async inCluster(options: InClusterOptions = {}): Promise<Config> {
    checkOptions('Config.inCluster()', options, inClusterRules);
    return inClusterConfig(options);
  },
};
