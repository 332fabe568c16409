/**
 * Keeps secrets out of logs: {@link hideSecrets}.
 */
import type { Config, CredentialsConfig } from './types.js';

const inspected = Symbol.for('nodejs.util.inspect.custom');
const hidden = '(hidden)';

/** Arguments and environment of a plugin are among them: logins are handed over in both. The URL of an issuer may hold a password. */
const secretsOfCredentials = ['token', 'password', 'args', 'env', 'issuer', 'clientSecret', 'idToken', 'refreshToken'];

/**
 * The same configuration, but `console.log`, `util.inspect` and `JSON.stringify` show `(hidden)` for its token, password and key, the URL of
 * its proxy, and what a plugin is given. A copy made with spread hides them as well, and works as a configuration.
 */
export function hideSecrets(config: Config): Config {
  const { credentials, tls, proxy } = config;
  const key = tls.key !== undefined && 'data' in tls.key ? { key: masked(tls.key, ['data']) } : {};
  return {
    ...config,
    tls: { ...tls, ...key },
    credentials: masked(withoutSecrets(credentials), secretsOfCredentials),
    ...(proxy && { proxy: masked(proxy, ['url']) }),
  };
}

function withoutSecrets(credentials: CredentialsConfig): CredentialsConfig {
  if (credentials.type !== 'exec' || credentials.cluster === undefined) return credentials;
  return { ...credentials, cluster: masked(credentials.cluster, ['config', 'proxyUrl']) };
}

/** The fields stay what they are; only what is shown in their place differs. */
export function masked<T extends object>(value: T, secrets: readonly string[]): T {
  const shown = Object.fromEntries(Object.entries(value).map(([name, own]) => [name, secrets.includes(name) ? hidden : (own as unknown)]));
  const show = { value: (): unknown => shown };
  return Object.defineProperties({ ...value }, { toJSON: show, [inspected]: show });
}
