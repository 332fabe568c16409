/**
 * Asks an identity provider for another id-token: {@link refreshed}. It is asked where its tokens are given (OpenID Connect Discovery), then
 * there by the refresh-token (RFC 6749, section 6).
 */
import { proxyFor } from '../../config/proxy.js';
import type { OidcLogin } from '../../config/types.js';
import { hasCode, KubeError } from '../../errors.js';
import { textUpTo } from '../../request/http.js';
import { undiciTransport } from '../../service/network/undici.js';
import { isObject, listAt, textAt } from '../../util/json/json.js';

const defaults = {
  longestAnswerBytes: 1024 * 1024, // a discovery document has some KB
  timeoutMs: 30_000, // all calls of the client wait for it
} as const;

/** What is known of them. */
export type KnownTokens = { readonly [P in keyof Tokens]: string | undefined };

/** What a provider gives. */
export interface Tokens {
  readonly idToken: string;
  /** Another one, where the provider gives each but once. */
  readonly refreshToken: string | undefined;
}

/**
 * @param login - Which provider, and who asks there.
 * @param refreshToken - What to ask by.
 * @param signal - Ends it.
 * @throws KubeError `oidc` that shows neither token nor secret, nor what the provider answered; the signal's reason.
 */
export async function refreshed(login: OidcLogin, refreshToken: string, signal: AbortSignal): Promise<Tokens> {
  const provider = await discovered(login, signal);
  const answer = await ask({ login, url: provider.tokenEndpoint, signal }, requestOf(login, refreshToken, provider));
  const idToken = textAt(answer, 'id_token');
  if (idToken === '')
    throw fault(
      login,
      'gave no id-token for the refresh-token: either the scope "openid" was not asked for at the login, or it never gives one',
    );
  return { idToken, refreshToken: textAt(answer, 'refresh_token') || undefined };
}

interface Provider {
  readonly tokenEndpoint: URL;
  /** Whether id and secret of the client may stand in a header; what every provider must take unless it says otherwise. */
  readonly takesHeader: boolean;
}

async function discovered(login: OidcLogin, signal: AbortSignal): Promise<Provider> {
  const url = httpsUrl(login, `${login.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`, 'the issuer');
  const found = await ask({ login, url, signal }, { method: 'GET', headers: {} });
  const methods = listAt(found, 'token_endpoint_auth_methods_supported');
  return {
    tokenEndpoint: httpsUrl(login, textAt(found, 'token_endpoint'), 'the token_endpoint that it names'),
    takesHeader: methods.length === 0 || methods.includes('client_secret_basic'),
  };
}

/** Secrets travel to both, so neither may be in the clear. */
function httpsUrl(login: OidcLogin, text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:') return url;
  throw fault(login, `cannot be asked: ${what} is no URL that begins with https://`);
}

interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function requestOf({ clientId, clientSecret = '' }: OidcLogin, refreshToken: string, { takesHeader }: Provider): Asked {
  const inHeader = clientSecret !== '' && takesHeader;
  const own = inHeader ? {} : { client_id: clientId, ...(clientSecret !== '' && { client_secret: clientSecret }) };
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, ...own }).toString();
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(inHeader && { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }),
    },
  };
}

interface Where {
  readonly login: OidcLogin;
  readonly url: URL;
  readonly signal: AbortSignal;
}

/** One question over a connection of its own: an hour may pass until the next. */
async function ask({ login, url, signal }: Where, asked: Asked): Promise<unknown> {
  const { ca } = login;
  const deadlines = { headersTimeoutMs: defaults.timeoutMs, answerTimeoutMs: defaults.timeoutMs };
  const options = { proxy: proxyFor({ server: url.origin }), ...deadlines };
  const { service, close } = undiciTransport(url.origin, ca === undefined ? {} : { ca }, options);
  try {
    const response = await service({ ...asked, path: url.pathname + url.search, signal });
    return accepted(login, response.status, jsonOf(await textUpTo(response, defaults.longestAnswerBytes)));
  } catch (cause) {
    signal.throwIfAborted();
    throw hasCode(cause, 'oidc') ? cause : fault(login, 'cannot be asked', cause);
  } finally {
    await close();
  }
}

function accepted(login: OidcLogin, status: number, answer: unknown): unknown {
  if (status === 200 && isObject(answer)) return answer;
  if (status < 400)
    throw fault(login, `answered ${status} without what was asked for; redirects are not followed: is this the URL of the issuer itself?`);
  const error = textAt(answer, 'error');
  const why = /^[a-z_]{1,40}$/.test(error) ? `${status}, ${error}` : String(status); // a word of RFC 6749; anything else may be a secret
  throw fault(login, `refused (${why})${error === 'invalid_grant' ? ': the refresh-token is used up; log in again' : ''}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The issuer is a URL that may hold a password, so its host alone is named. */
function fault({ issuer }: OidcLogin, what: string, cause?: unknown): KubeError {
  const host = URL.canParse(issuer) ? ` ${new URL(issuer).host}` : '';
  return new KubeError('oidc', `the identity provider${host} ${what}`, { cause });
}
