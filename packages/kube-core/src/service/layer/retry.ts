/**
 * Sends again where the server asks for it, and nothing else: an answer that says when (429 or 5xx with Retry-After) for every verb, a
 * connection that broke for GET only. Nothing is written twice but by the server's word. The rule is client-go's, but for 504: there the
 * server has waited already, for a version that there is not or for something that may have been done.
 */
import { codeOf } from '../../errors.js';
import { discard, type KubeRequest, type KubeResponse } from '../../request/http.js';
import { linkedAbort } from '../../util/async/abort.js';
import { exponentialBackoff } from '../../util/async/backoff.js';
import { systemClock, type Clock } from '../../util/async/clock.js';
import { checkOptions, rules, type Rules } from '../../util/options.js';
import { isTransportError } from '../errors.js';
import type { Layer } from '../service.js';
import { publishRetry } from '../telemetry/channels.js';

/** How often and how late a request is sent again. */
export const defaults = {
  /** Requests sent for one call, the first included: client-go's. */
  maxTries: 10,
  /** The longest wait that an answer can ask for. API servers ask for seconds; a proxy that asks for a day would hold the call for a day. */
  longestRetryAfterMs: 60_000,
  /** A server that restarts drops every idle connection at once: the waits after a lost connection. */
  lostConnectionBackoff: exponentialBackoff({ initialMs: 50, maxMs: 1000, jitter: 1 }),
} as const;

/** What {@link retry} may be told. */
export interface RetryOptions {
  readonly clock?: Clock;
  /** Ends every wait with its reason: the client is closed. @defaultValue none */
  readonly closing?: AbortSignal;
  /** Requests sent for one call, the first included. @defaultValue 10 */
  readonly maxTries?: number;
}

const retryRules: Rules<RetryOptions> = { clock: rules.clock, closing: rules.signal, maxTries: rules.count };

type Outcome = { readonly response: KubeResponse } | { readonly error: unknown };

/**
 * @throws KubeError `option` for an option that there is not, and for less than one try.
 * @remarks Guarantees: waits end with the request's signal; the wait that `Retry-After` asks for is cut to 60 s.
 */
export function retry(options: RetryOptions = {}): Layer {
  const { clock = systemClock, maxTries = defaults.maxTries, closing } = checkOptions('retry()', options, retryRules);
  return (inner) => async (request) => {
    for (let tries = 1; ; tries++) {
      const outcome = await attempt(() => inner(request));
      const delay = tries < maxTries ? delayBefore(request, outcome, tries) : undefined;
      if (delay === undefined) return unwrap(outcome);
      publishRetry(request, { tries, delayMs: delay, ...('response' in outcome ? { status: outcome.response.status } : outcome) });
      if ('response' in outcome) await discard(outcome.response);
      await pause(clock, delay, [request.signal, closing]);
    }
  };
}

async function pause(clock: Clock, ms: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  const link = linkedAbort(...signals);
  try {
    await clock.sleep(ms, link.signal);
  } finally {
    link[Symbol.dispose]();
  }
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
  const asks = status === 429 || (status >= 500 && status !== 504);
  if (!asks || !/^\d+$/.test(seconds)) return undefined;
  return Math.min(Number(seconds) * 1000, defaults.longestRetryAfterMs);
}

const lostConnectionCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** The connection was there and broke: a keep-alive connection that the server closed as the request went out looks like this. */
const isLostConnection = (error: unknown): boolean => isTransportError(error) && lostConnectionCodes.has(codeOf(error.cause) ?? '');
