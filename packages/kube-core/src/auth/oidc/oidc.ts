/**
 * Credentials of a login at an identity provider: {@link oidcCredentials}. The id-token is the bearer token; shortly before it ends, and when
 * a server refuses it, another is got by the refresh-token.
 */
import type { OidcLogin } from '../../config/types.js';
import { KubeError } from '../../errors.js';
import type { Credentials } from '../../service/layer/auth.js';
import { systemClock, type Clock } from '../../util/async/clock.js';
import { Renewable, type Grant } from '../renewable.js';
import { bearerHeader } from '../static.js';
import { expiryOf } from './id-token.js';
import { keepTokens, keptTokens } from './kept.js';
import { refreshed, type KnownTokens } from './provider.js';
import { shared } from '../shared.js';

const defaults = { leewayMs: 10_000 } as const; // as client-go: clocks differ, and a call takes a while

/** What {@link oidcCredentials} may be told. */
export interface OidcOptions {
  readonly clock?: Clock;
}

/** The credentials of a login; those of one configuration are shared by all its clients, so that it is refreshed once for all of them. */
export const sharedOidcCredentials = shared((login: OidcLogin): Credentials => oidcCredentials(login));

/**
 * @param login - Which login.
 * @param options - The clock.
 * @returns what gives the id-token for as long as it is good, then what the provider gives for the refresh-token; once for all who wait.
 */
export function oidcCredentials(login: OidcLogin, { clock = systemClock }: OidcOptions = {}): Credentials {
  const session = new Session(login, clock);
  const header = new Renewable({ ask: (signal) => session.next(signal), clock, name: 'the login at the identity provider' });
  return {
    authorization: (signal) => header.current(signal),
    refresh: (refused, signal) => header.refuse((value) => value === refused, signal),
  };
}

class Session {
  readonly #login: OidcLogin;
  readonly #clock: Clock;
  #tokens: KnownTokens;
  /** The id-token that was given last: it is not given again while there may be another. */
  #given: string | undefined;

  constructor(login: OidcLogin, clock: Clock) {
    this.#login = login;
    this.#clock = clock;
    this.#tokens = { idToken: login.idToken, refreshToken: login.refreshToken };
  }

  /** The one at hand, then the one that another program has written into the kubeconfig, then a new one. */
  async next(signal: AbortSignal): Promise<Grant<string>> {
    const { keptIn } = this.#login;
    if (this.#isNew(this.#tokens.idToken)) return this.#give(this.#tokens.idToken);
    if (keptIn !== undefined) this.#take(await keptTokens(keptIn, this.#login));
    if (this.#isNew(this.#tokens.idToken)) return this.#give(this.#tokens.idToken);
    return this.#refreshed(signal);
  }

  async #refreshed(signal: AbortSignal): Promise<Grant<string>> {
    const { idToken, refreshToken = '' } = this.#tokens;
    if (refreshToken === '' && this.#isGood(idToken)) return this.#give(idToken); // to the end of it, and no further
    if (refreshToken === '')
      throw new KubeError('oidc', 'the id-token is missing or has expired, and there is no refresh-token: log in again');
    const tokens = await refreshed(this.#login, refreshToken, signal);
    this.#take(tokens);
    const { keptIn } = this.#login;
    if (keptIn !== undefined) await keepTokens({ ...this.#login, keptIn }, tokens);
    return this.#give(tokens.idToken);
  }

  #take({ idToken = this.#tokens.idToken, refreshToken = this.#tokens.refreshToken }: Partial<KnownTokens>): void {
    this.#tokens = { idToken, refreshToken };
  }

  #give(idToken: string): Grant<string> {
    this.#given = idToken;
    const ends = expiryOf(idToken);
    return { value: bearerHeader(idToken, 'the id-token'), expiresAtMs: ends === undefined ? undefined : ends - defaults.leewayMs };
  }

  #isNew(idToken: string | undefined): idToken is string {
    return idToken !== this.#given && this.#isGood(idToken);
  }

  #isGood(idToken = ''): idToken is string {
    return (expiryOf(idToken) ?? 0) - defaults.leewayMs > this.#clock.now();
  }
}
