/**
 * What a client does, for whoever wants to know: channels of `node:diagnostics_channel`, which cost nothing while nobody has subscribed.
 * Enter at {@link trace}, the layer that publishes, and {@link publishRetry}.
 */
import { channel, type Channel } from 'node:diagnostics_channel';
import { requestInfo, type RequestInfo } from '../../request/info.js';
import type { KubeRequest, KubeResponse } from '../../request/http.js';
import type { Layer, Service } from '../service.js';

/** One call of a client: the same object in each of its messages. No header, no body and no query is in it. */
export interface TracedCall extends RequestInfo {
  readonly method: string;
  /** Without its query, and without the path of the server's URL. */
  readonly path: string;
  /** The answer goes on for as long as somebody listens: a watch, a followed log. */
  readonly streaming: boolean;
}

/** The messages by the names of their channels. A subscriber that throws ends nothing: what it throws is an error of the process. */
export interface ChannelMessages {
  /** A call begins: retries and refreshed credentials are still to come. */
  readonly 'kube-core:request:start': { readonly call: TracedCall };
  /** Its answer begins, whatever its status. */
  readonly 'kube-core:request:end': { readonly call: TracedCall; readonly status: number; readonly durationMs: number };
  /** There was no answer. */
  readonly 'kube-core:request:error': { readonly call: TracedCall; readonly error: unknown; readonly durationMs: number };
  /** It is sent again after `delayMs`: the server said so with `status`, or the connection broke with `error`. `tries` were made so far. */
  readonly 'kube-core:request:retry': {
    readonly call: TracedCall;
    readonly tries: number;
    readonly delayMs: number;
    readonly status?: number;
    readonly error?: unknown;
  };
  /** The answer of a stream begins: a watch is connected, for the first time or again. */
  readonly 'kube-core:watch:connect': { readonly call: TracedCall; readonly status: number; readonly durationMs: number };
  /** The answer in Protobuf has what this version does not know, as `error` says: its kind is asked for in JSON from now on. */
  readonly 'kube-core:encoding:fallback': { readonly call: TracedCall; readonly error: unknown };
}

type Name = keyof ChannelMessages;

const names = [
  'kube-core:request:start',
  'kube-core:request:end',
  'kube-core:request:error',
  'kube-core:request:retry',
  'kube-core:watch:connect',
  'kube-core:encoding:fallback',
] as const satisfies readonly Name[];

const all: readonly Channel[] = names.map((name) => channel(name));

const publish = <N extends Name>(name: N, message: ChannelMessages[N]): void => channel(name).publish(message);

/** Travels with a request through the layers, so that what an inner one says is of the same call. */
const traced = Symbol('kube-core.call');

interface Traced extends KubeRequest {
  readonly [traced]?: TracedCall;
}

/** Publishes when a call begins, and how it ends. Stands outside of `base-uri` and `retry`. */
export const trace = (): Layer => (inner) => (request) =>
  all.some(({ hasSubscribers }) => hasSubscribers) ? follow(inner, request) : inner(request);

async function follow(inner: Service, request: KubeRequest): Promise<KubeResponse> {
  const call = callFor(request);
  const begin = performance.now();
  publish('kube-core:request:start', { call });
  try {
    const tracedRequest: Traced = { ...request, [traced]: call };
    const response = await inner(tracedRequest);
    const { status } = response;
    const durationMs = performance.now() - begin;
    publish('kube-core:request:end', { call, status, durationMs });
    if (call.verb === 'watch' && status < 300) publish('kube-core:watch:connect', { call, status, durationMs });
    return response;
  } catch (error) {
    publish('kube-core:request:error', { call, error, durationMs: performance.now() - begin });
    throw error;
  }
}

const callFor = (request: KubeRequest): TracedCall => {
  const { method, path, streaming = false } = request;
  return { method, path: path.replace(/\?.*$/s, ''), streaming, ...requestInfo(request) };
};

/** Says that a request is sent again. */
export function publishRetry(request: Traced, retried: Omit<ChannelMessages['kube-core:request:retry'], 'call'>): void {
  const name = 'kube-core:request:retry';
  if (channel(name).hasSubscribers) publish(name, { call: request[traced] ?? callFor(request), ...retried });
}

/** Says that a kind is asked for in JSON from now on. */
export function publishFallback(request: Traced, error: unknown): void {
  const name = 'kube-core:encoding:fallback';
  if (channel(name).hasSubscribers) publish(name, { call: request[traced] ?? callFor(request), error });
}
