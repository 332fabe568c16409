/**
 * A call that its caller has given up, and one to a server that has ended, have no answer: {@link endWith}.
 */
import { KubeError } from 'kube-core';
import type { Layer } from 'kube-core/service';
import type { Incoming } from '../request/incoming.js';

/**
 * Rejects with the reason of the caller's signal once that has aborted, and with KubeError `server-ended` once the server has ended.
 *
 * @param ending - Aborted when the server ends, with that error.
 */
export const endWith =
  (ending: AbortSignal): Layer<Incoming> =>
  (inner) =>
  async (incoming) => {
    const check = (): void => {
      incoming.signal?.throwIfAborted();
      ending.throwIfAborted();
    };
    check();
    const response = await inner(incoming);
    check();
    return response;
  };

/** What calls to a server that has ended are told. */
export const serverEnded = (): KubeError => new KubeError('server-ended', 'this API server was disposed of; start another one');
