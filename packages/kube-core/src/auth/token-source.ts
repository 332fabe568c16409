/**
 * Tokens that a function of the program gives: {@link tokenSourceCredentials}.
 */
import type { TokenSource } from '../config/types.js';
import { KubeError } from '../errors.js';
import type { Credentials } from '../service/layer/auth.js';
import { isObject } from '../util/json/json.js';
import { systemClock, type Clock } from '../util/async/clock.js';
import { momentOf } from './moment.js';
import { Renewable, type Grant } from './renewable.js';
import { bearerHeader } from './static.js';
import { shared } from './shared.js';

/** What {@link tokenSourceCredentials} may be told. */
export interface TokenSourceOptions {
  readonly clock?: Clock;
}

/** The credentials of a function; all clients that are given the same one share its tokens. */
export const sharedTokenSource = shared((source: TokenSource): Credentials => tokenSourceCredentials(source));

/**
 * @param source - Gives a token.
 * @param options - The clock.
 * @returns what calls the function when a token is first needed, shortly before it ends, and after a 401; once for all who wait.
 */
export function tokenSourceCredentials(source: TokenSource, { clock = systemClock }: TokenSourceOptions = {}): Credentials {
  const ask = async (signal: AbortSignal): Promise<Grant<string>> => grantOf(await source({ signal }));
  const header = new Renewable({ ask, clock, name: 'the token source' });
  return {
    authorization: (signal) => header.current(signal),
    refresh: (refused, signal) => header.refuse((value) => value === refused, signal),
  };
}

/** @throws KubeError `token-source` or `header`, which show nothing of what was given. */
function grantOf(given: unknown): Grant<string> {
  if (!isObject(given) || typeof given['token'] !== 'string' || given['token'] === '')
    throw new KubeError('token-source', 'the token source gave no token; it gives { token, expiresAt }, or throws');
  const expiresAtMs = momentOf(given['expiresAt']);
  if (expiresAtMs === undefined)
    throw new KubeError(
      'token-source',
      'the token source gave an expiresAt that is no time; it is a Date, or text as 2026-01-01T00:00:00Z',
    );
  return { value: bearerHeader(given['token'], 'the token of the token source'), expiresAtMs };
}
