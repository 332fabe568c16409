/**
 * What the in-process API server is held to: {@link Case}, a few requests and the answers of a real kube-apiserver to them.
 *
 * Paths and bodies may name what a run makes up: `{{ns}}` is the case's own namespace, `{{group}}` the API group of the run's custom
 * kinds, and `{{uid:2}}`, `{{rv:2}}`, `{{name:2}}`, `{{continue:2}}` come from the answer to the second request.
 */

/** One request, and what of its answer is compared. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** @defaultValue `application/json` where there is a body */
  readonly type?: string;
  /** @defaultValue `application/json` */
  readonly accept?: string;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Of a watch: how many frames are read before it is left. */
  readonly take?: number;
  /** Asks again until the answer has this status: for what controllers do a moment later. */
  readonly until?: number;
  /** The paths of the body that are compared, `spec.replicas`. @defaultValue the whole body */
  readonly only?: readonly string[];
}

/** Requests that are put one after the other, in a namespace of their own. */
export interface Case {
  /** What the case shows, as a claim about the server. */
  readonly name: string;
  readonly asks: readonly Ask[];
}

/** An answer without what differs from run to run. */
export interface Comparable {
  readonly status: number;
  /** There if it is not JSON. */
  readonly type?: string;
  readonly warning?: string;
  /** JSON as its value, frames of a watch as their list, anything else as text. */
  readonly body: unknown;
}

/** The answers to each case, by its name. */
export type Recorded = Readonly<Record<string, readonly Comparable[]>>;
