/**
 * The one seam between meaning and transport: a {@link Service} answers requests, a {@link Layer} wraps a service. Auth, retry,
 * tracing, a mock and the in-process API server all have one of these two shapes; WebSocket upgrades pass through the same layers.
 */
import type { KubeRequest, KubeResponse } from '../request/http.js';

/**
 * Answers a request. Rejects when there is no answer; a refusal by the server is an answer. A server's own services take requests about
 * which more is known, `R`.
 */
export type Service<R extends KubeRequest = KubeRequest> = (request: R) => Promise<KubeResponse>;

/** Wraps a service in another of the same shape. */
export type Layer<R extends KubeRequest = KubeRequest> = (inner: Service<R>) => Service<R>;

/**
 * A service made of layers around a transport.
 *
 * @param transport - What really sends.
 * @param layers - Outermost first: the first sees the request first and the response last.
 */
export const stack = <R extends KubeRequest = KubeRequest>(transport: Service<R>, layers: readonly Layer<R>[]): Service<R> =>
  layers.reduceRight((inner, layer) => layer(inner), transport);

/** A layer that only changes requests. */
export const mapRequest =
  (change: (request: KubeRequest) => KubeRequest | Promise<KubeRequest>): Layer =>
  (inner) =>
  async (request) =>
    inner(await change(request));

/** A transport for HTTP and one for WebSockets, as one. */
export const transport =
  (http: Service, websocket: Service): Service =>
  (request) =>
    (request.upgrade === undefined ? http : websocket)(request);
