/**
 * Why there is no configuration: each error says where it looked and what to set. None shows a value of a kubeconfig: what is misspelt
 * there may be a token.
 */
import { KubeError, messageOf } from '../errors.js';

/** A place in a file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where something stands; `undefined` for text that came from no file. */
export interface Place {
  readonly file?: string | undefined;
  readonly position?: Position | undefined;
  /** The option that says so, where no kubeconfig does. */
  readonly option?: string | undefined;
}

/** `/home/me/.kube/config:12:5` */
export const placeText = ({ file, position, option }: Place): string =>
  option === undefined
    ? [file ?? 'kubeconfig', ...(position === undefined ? [] : [position.line, position.column])].join(':')
    : `the option ${option}`;

/** A kubeconfig is missing, unreadable or wrong. */
export class KubeconfigError extends KubeError {
  /** The file that is to be mended; `undefined` where the text did not come from a file, or any of several would do. */
  readonly file: string | undefined;
  readonly position: Position | undefined;

  /**
   * @param message - What is wrong, and what to do.
   * @param options - The file, the place in it, the cause.
   */
  constructor(message: string, options: Place & { readonly cause?: unknown } = {}) {
    super('kubeconfig', `${placeText(options)}: ${message}`, options);
    this.file = options.file;
    this.position = options.position;
  }
}

/** The process does not run in a pod, or its service account is not mounted. */
export class InClusterError extends KubeError {
  /**
   * @param message - What is missing.
   * @param options - The cause.
   */
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('in-cluster', message, options);
  }
}

/** There is neither a kubeconfig nor a cluster around the process; {@link Error.cause} holds both reasons. */
export class InferConfigError extends KubeError {
  /**
   * @param kubeconfig - Why there is no kubeconfig.
   * @param inCluster - Why the process is in no cluster.
   */
  constructor(kubeconfig: unknown, inCluster: unknown) {
    const message =
      `no Kubernetes configuration: ${messageOf(kubeconfig)}; and not in a cluster: ${messageOf(inCluster)}. ` +
      'Set KUBECONFIG to a kubeconfig file, or run in a pod with a service account.';
    super('config-not-found', message, { cause: new AggregateError([kubeconfig, inCluster], message) });
  }
}
