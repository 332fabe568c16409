/**
 * Where the server is and who asks: {@link Config}, as plain data. It comes from kubeconfig files, from the cluster that the process
 * runs in, or from the program itself. Nothing here connects to anything.
 */
import { InferConfigError } from './errors.js';
import { inClusterConfig, type InClusterOptions } from './in-cluster.js';
import type { KubeconfigOptions } from './load.js';

/** Text that is given, or that stands in a file which may change while the program runs. */
export type Material = { readonly data: string } | { readonly file: string };

/** How the server is trusted, and how it knows us by certificate. PEM throughout. */
export interface TlsConfig {
  /** The authorities that may have signed the server's certificate. @defaultValue those of Node */
  readonly ca?: Material;
  /** The client's certificate; needs `key`. */
  readonly certificate?: Material;
  readonly key?: Material;
  /** The name to ask for and to verify, where it is not the host of the server's URL. */
  readonly serverName?: string;
  /** Trusts any server: for tests only. @defaultValue false */
  readonly insecure?: boolean;
}

/** Who asks, beside the client certificate. */
export type CredentialsConfig =
  | { readonly type: 'none' }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'token-file'; readonly file: string }
  /** For tests: servers have dropped it since 1.19. */
  | { readonly type: 'basic'; readonly username: string; readonly password: string };

/** Whom the caller acts as; it needs the right to. */
export interface Impersonation {
  readonly user: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Everything that a client needs to know of a cluster. */
export interface Config {
  /** The server's URL. A path in it stands before every path of the API. */
  readonly server: string;
  /** @defaultValue `default` */
  readonly defaultNamespace: string;
  readonly tls: TlsConfig;
  readonly credentials: CredentialsConfig;
  readonly impersonate?: Impersonation;
}

/** Where {@link Config.infer} looks. */
export interface InferOptions extends KubeconfigOptions, InClusterOptions {}

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
