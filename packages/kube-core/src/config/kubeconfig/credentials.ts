/**
 * How a user of a kubeconfig says who it is: {@link credentialsOf}.
 */
import { fitsHeader } from '../../util/text/header-text.js';
import { KubeconfigError, type Place } from '../errors.js';
import type { CredentialsConfig, ExecCluster, TlsConfig } from '../types.js';
import { filled, type Entry } from './entries.js';
import { execPluginOf } from './exec.js';
import { pathOf } from './material.js';
import { providerOf } from './provider.js';
import type { Text } from './yaml.js';

/** Where the credentials go. */
export interface Target {
  readonly cluster: Entry;
  readonly tls: TlsConfig;
  readonly url: URL;
  readonly place: Place;
  /** The name of the user. */
  readonly user: string;
}

/**
 * None where the server is not reached over TLS. All that the user says is checked all the same, as in client-go.
 *
 * @throws KubeconfigError with the place to mend.
 */
export function credentialsOf(user: Entry, target: Target): CredentialsConfig {
  const own = ownCredentialsOf(user);
  const plugin = pluginOf(user, target);
  if (target.url.protocol !== 'https:') return { type: 'none' };
  const provided = user.provider && providerOf(user.provider, target.user); // one that is gone is refused, whatever stands beside it
  const certificate = filled(user, 'client-certificate') ?? filled(user, 'client-certificate-data');
  const external = provided ?? (certificate === undefined ? plugin : undefined); // an id-token is sent beside a certificate
  return urlCredentials(target) ?? own ?? external ?? { type: 'none' };
}

/** net/http sends what the URL holds, whoever the user is. */
function urlCredentials({ url: { username, password }, place }: Target): CredentialsConfig | undefined {
  if (username === '') return undefined;
  try {
    return { type: 'basic', username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new KubeconfigError("the name and password in the server's URL are not percent-encoded as they must be: write % as %25", place);
  }
}

/** What the entry itself holds; a plugin beside it is never asked. */
function ownCredentialsOf(user: Entry): CredentialsConfig | undefined {
  const token = filled(user, 'token');
  const file = filled(user, 'tokenFile');
  const username = filled(user, 'username');
  if (username !== undefined && (token ?? file) !== undefined)
    throw new KubeconfigError('the user has both a token and a username; remove one', username.place);
  const given = token === undefined ? {} : { token: tokenOf(token) };
  if (file !== undefined) return { type: 'token-file', file: pathOf(file, 'tokenFile'), ...given }; // the file's token is the newer one
  if (given.token !== undefined) return { type: 'token', token: given.token };
  return username && { type: 'basic', username: username.text, password: user.texts.get('password')?.text ?? '' };
}

function tokenOf({ text, place }: Text): string {
  if (fitsHeader(text)) return text;
  throw new KubeconfigError('token holds a line break or another control character, which no header can carry; remove it', place);
}

/** It is checked also where it is not asked. */
function pluginOf({ exec, provider }: Entry, target: Target): CredentialsConfig | undefined {
  if (exec !== undefined && provider !== undefined)
    throw new KubeconfigError('the user has both an exec plugin and an auth-provider; remove one', provider.place);
  return exec && execPluginOf(exec, execClusterOf(target));
}

function execClusterOf({ cluster, tls: { ca, serverName, insecure } }: Target): ExecCluster {
  const server = filled(cluster, 'server')?.text ?? '';
  const proxyUrl = filled(cluster, 'proxy-url')?.text;
  const config = cluster.extensions.get('client.authentication.k8s.io/exec');
  return {
    server,
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && { serverName }),
    ...(insecure !== undefined && { insecure }),
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(cluster.flags.has('disable-compression') && { disableCompression: true }),
    ...(config !== undefined && { config }),
  };
}
