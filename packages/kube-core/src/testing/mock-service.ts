/**
 * A service that a test answers by hand, one request at a time, so that the test reads as the conversation it checks.
 * Enter at {@link mockService}.
 */
import { onAbort } from '../util/async/abort.js';
import type { KubeRequest, KubeResponse } from '../request/http.js';
import type { Service } from '../service/service.js';

/** A request that waits for its answer. */
export interface PendingRequest {
  readonly request: KubeRequest;
  /** The query of the request's path. */
  readonly query: URLSearchParams;
  readonly respond: (response: KubeResponse) => void;
  /** Fails the request as a broken connection would. */
  readonly fail: (error: unknown) => void;
}

/** What {@link mockService} gives. */
export interface MockService {
  /** Hand it to `Client.from(config, { transport: service })`, or call it. */
  readonly service: Service;
  /** The next request in the order of arrival; waits for it if there is none yet. */
  readonly nextRequest: () => Promise<PendingRequest>;
  /** How many requests wait for an answer and have not been taken by {@link MockService.nextRequest}. */
  readonly waiting: number;
}

/**
 * A transport that answers nothing by itself.
 *
 * @example
 * ```ts
 * import { Api, Client } from 'kube-core';
 * import { Pod } from 'kube-core/k8s';
 * import { mockService, respondJson } from 'kube-core/testing';
 *
 * const { service, nextRequest } = mockService();
 * const client = Client.of(service);
 * const listing = Api.namespaced(client, Pod, 'web').list({ limit: 1 });
 * const { query, respond } = await nextRequest();
 * console.log(query.get('limit')); // 1
 * respond(respondJson(200, { kind: 'PodList', apiVersion: 'v1', items: [], metadata: { resourceVersion: '7' } }));
 * console.log((await listing).metadata.resourceVersion); // 7
 * ```
 */
export function mockService(): MockService {
  const arrived: PendingRequest[] = [];
  const takers: ((pending: PendingRequest) => void)[] = [];
  const service: Service = (request) =>
    new Promise((resolve, reject) => {
      const release = onAbort(request.signal, reject);
      const pending: PendingRequest = {
        request,
        query: new URL(request.path, 'http://mock').searchParams,
        respond: (response) => {
          release();
          resolve(response);
        },
        fail: (error) => {
          release();
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the test chooses what is thrown
          reject(error);
        },
      };
      const taker = takers.shift();
      if (taker === undefined) arrived.push(pending);
      else taker(pending);
    });
  return {
    service,
    nextRequest: () => {
      const pending = arrived.shift();
      return pending === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(pending);
    },
    get waiting() {
      return arrived.length;
    },
  };
}
