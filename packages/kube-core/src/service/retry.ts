/**
 * Sends again what was certainly not executed, and nothing else: an answer that says so (429 or 503 with Retry-After) for every verb,
 * a connection that broke for GET only. No create happens twice.
 */
import { codeOf } from '../errors.js';
import { discard, type KubeRequest, type KubeResponse } from '../request/http.js';
import { exponentialBackoff } from '../util/backoff.js';
import { systemClock, type Clock } from '../util/clock.js';
import { isTransportError } from './errors.js';
import type { Layer } from './service.js';

const defaults = {
  maxTries: 10, // client-go's
  lostConnectionBackoff: exponentialBackoff({ initialMs: 50, maxMs: 1000, jitter: 1 }), // a server that restarts drops every idle connection at once
} as const;

/** What {@link retry} may be told. */
export interface RetryOptions {
  readonly clock?: Clock;
  /** Requests sent for one call, the first included. @defaultValue 10 */
  readonly maxTries?: number;
}

type Outcome = { readonly response: KubeResponse } | { readonly error: unknown };

/** @remarks Guarantee: waits end with the request's signal. */
export function retry(options: RetryOptions = {}): Layer {
  const { clock = systemClock, maxTries = defaults.maxTries } = options;
  return (inner) => async (request) => {
    for (let tries = 1; ; tries++) {
      const outcome = await attempt(() => inner(request));
      const delay = tries < maxTries ? delayBefore(request, outcome, tries) : undefined;
      if (delay === undefined) return unwrap(outcome);
      if ('response' in outcome) await discard(outcome.response);
      await clock.sleep(delay, request.signal);
    }
  };
}

const attempt = (send: () => Promise<KubeResponse>): Promise<Outcome> =>
  send().then(
    (response) => ({ response }),
    (error: unknown) => ({ error }),
  );

function unwrap(outcome: Outcome): KubeResponse {
  if ('response' in outcome) return outcome.response;
  throw outcome.error;
}

/** Milliseconds to wait before the next try; `undefined` where the outcome is final. */
function delayBefore(request: KubeRequest, outcome: Outcome, tries: number): number | undefined {
  if ('response' in outcome) return retryAfterMs(outcome.response);
  const lost = request.method === 'GET' && request.upgrade === undefined && isLostConnection(outcome.error);
  return lost ? defaults.lostConnectionBackoff(tries) : undefined;
}

function retryAfterMs({ status, headers }: KubeResponse): number | undefined {
  const seconds = headers['retry-after'] ?? '';
  return (status === 429 || status === 503) && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

const lostConnectionCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** The connection was there and broke: a keep-alive connection that the server closed as the request went out looks like this. */
const isLostConnection = (error: unknown): boolean => isTransportError(error) && lostConnectionCodes.has(codeOf(error.cause) ?? '');
