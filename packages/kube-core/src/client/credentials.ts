/**
 * From the configuration of credentials to credentials: {@link credentialsOf}. What few programs use is loaded by their first request.
 */
import { Deferred } from '../auth/deferred.js';
import { anonymous, basic, bearer } from '../auth/static.js';
import { tokenFile } from '../auth/token-file.js';
import type { CredentialsConfig } from '../config/types.js';
import type { Credentials } from '../service/layer/auth.js';

/** @throws KubeError `header` for a token that no header can hold. */
export function credentialsOf(config: CredentialsConfig): Credentials | Deferred {
  switch (config.type) {
    case 'none':
      return anonymous;
    case 'token':
      return bearer(config.token);
    case 'token-file':
      return tokenFile(config.file, { token: config.token });
    case 'exec':
      return new Deferred(async () => (await import('../auth/exec/plugin.js')).sharedExecCredentials(config));
    case 'token-source':
      return new Deferred(async () => (await import('../auth/token-source.js')).sharedTokenSource(config.token));
    case 'oidc':
      return new Deferred(async () => (await import('../auth/oidc/oidc.js')).sharedOidcCredentials(config));
    case 'basic':
      return basic(config.username, config.password);
    default:
      return config satisfies never;
  }
}
