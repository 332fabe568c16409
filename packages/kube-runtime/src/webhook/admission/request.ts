/**
 * What a handler of a webhook is called with: {@link AdmissionRequest}, typed by the kind and by the operations that it was declared for.
 */
import type { KubeObject, Stored } from 'kube-core';
import type { JsonObject } from 'kube-core/json';
import type { AdmissionReviewRequest, Operation } from './review.js';

/** What there is of a request, whatever the kind and the operation. */
export interface AnyRequest extends Common {
  readonly operation: Operation;
  readonly object: JsonObject | undefined;
  readonly oldObject: JsonObject | undefined;
}

interface Common extends Omit<AdmissionReviewRequest, 'object' | 'oldObject' | 'operation'> {
  /** Aborts when the answer is no longer waited for. Hand it to every call. */
  readonly signal: AbortSignal;
  /** Tells the user of something, who sees it beside the answer. One line, at most 120 letters are promised to be shown. */
  readonly warn: (message: string) => void;
  /** Notes something in the audit log of the server, under a key of letters, digits, `-`, `_` and `.`. */
  readonly audit: (key: string, value: string) => void;
}

interface Objects<K extends KubeObject> {
  CREATE: { readonly operation: 'CREATE'; readonly object: K; readonly oldObject: undefined };
  UPDATE: { readonly operation: 'UPDATE'; readonly object: K; readonly oldObject: Stored<K> };
  DELETE: { readonly operation: 'DELETE'; readonly object: undefined; readonly oldObject: Stored<K> };
  CONNECT: { readonly operation: 'CONNECT'; readonly object: JsonObject; readonly oldObject: undefined };
}

/**
 * What is to be admitted. Its objects belong to the handler: nobody else holds them.
 *
 * - A CREATE has an `object`, an UPDATE also the `oldObject` that is stored, a DELETE the `oldObject` alone. `operation` tells them apart.
 * - A CONNECT (exec, for example) has the options of the connection as its `object`.
 *
 * @typeParam K - The kind.
 * @typeParam O - The operations that the handler was declared for.
 */
export type AdmissionRequest<K extends KubeObject, O extends Operation = 'CREATE' | 'UPDATE'> = {
  [P in O]: Common & Objects<K>[P];
}[O];
