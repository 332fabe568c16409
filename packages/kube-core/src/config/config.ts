/**
 * Finds a configuration: {@link Config}. It comes from kubeconfig files, from the cluster that the process runs in, or from the program
 * itself. Nothing here connects to anything.
 */
import { InferConfigError } from './errors.js';
import { inClusterConfig, type InClusterOptions } from './in-cluster.js';
import type { KubeconfigOptions } from './load.js';
import type { Config as ConfigData } from './types.js';

/** Where {@link Config.infer} looks. */
export interface InferOptions extends KubeconfigOptions, InClusterOptions {}

/** Everything that a client needs to know of a cluster: see its fields in the interface of the same name. */
export type Config = ConfigData;

/** Finds configurations. */
export const Config = {
  /**
   * The configuration at hand, as kubectl and client-go find it: the kubeconfig, and where there is none, the cluster that the process
   * runs in.
   *
   * @throws InferConfigError (`config-not-found`) when there is neither; KubeconfigError when there is a kubeconfig and it is wrong.
   */
  async infer(options: InferOptions = {}): Promise<Config> {
    const { kubeconfigFromFiles } = await import('./load.js');
    const kubeconfig = await kubeconfigFromFiles(options);
    if (kubeconfig.found) return kubeconfig.config;
    if (options.file !== undefined || options.context !== undefined) throw kubeconfig.why; // who names one means no other cluster
    try {
      return await inClusterConfig(options);
    } catch (cause) {
      throw new InferConfigError(kubeconfig.why, cause);
    }
  },

  /**
   * The configuration of a kubeconfig: the files of `KUBECONFIG` merged, else `~/.kube/config`; or the text given.
   *
   * @param options - Context, text, environment.
   * @throws KubeconfigError naming the file, and the line where there is one.
   */
  async fromKubeconfig(options: KubeconfigOptions & { readonly text?: string } = {}): Promise<Config> {
    const { kubeconfigFromFiles, kubeconfigFromText } = await import('./load.js');
    if (options.text !== undefined) return kubeconfigFromText(options.text, options);
    const kubeconfig = await kubeconfigFromFiles(options);
    if (kubeconfig.found) return kubeconfig.config;
    throw kubeconfig.why;
  },

  /**
   * The configuration of the pod that this process runs in, from its service account.
   *
   * @throws InClusterError when the process does not run in a pod, or its service account is not mounted.
   */
  inCluster(options: InClusterOptions = {}): Promise<Config> {
    return inClusterConfig(options);
  },
};
