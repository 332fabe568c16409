/**
 * The `auth-provider` of a user: {@link providerOf}. What was built into clients once is a program of its own today; `oidc` alone is
 * left.
 */
import { KubeconfigError, placeText } from '../errors.js';
import type { CredentialsConfig, Material } from '../types.js';
import { filled, type ProviderEntry } from './entries.js';
import { pathOf } from './material.js';
import type { Text } from './yaml.js';

/** What stands in for those that are gone. */
const successors: ReadonlyMap<string, string> = new Map([
  [
    'gcp',
    'it was taken out of Kubernetes in 1.26: install gke-gcloud-auth-plugin and run "gcloud container clusters get-credentials", which writes an exec plugin',
  ],
  [
    'azure',
    'it was taken out of Kubernetes in 1.26: install kubelogin and run "kubelogin convert-kubeconfig", which writes an exec plugin',
  ],
]);

/**
 * @param provider - As it stands in the file.
 * @param user - The name of the user that it belongs to.
 * @throws KubeconfigError with the place to mend, or with what to use in place of what is gone.
 */
export function providerOf(provider: ProviderEntry, user: string): CredentialsConfig {
  const name = filled(provider, 'name');
  if (name?.text === 'oidc') return oidcOf(provider, user);
  const successor = successors.get(name?.text ?? '');
  throw new KubeconfigError(
    successor === undefined
      ? 'the auth-provider is not known; use an exec plugin, a token or a client certificate'
      : `the auth-provider "${name?.text ?? ''}" is not supported: ${successor}`,
    name?.place ?? provider.place,
  );
}

function oidcOf(provider: ProviderEntry, user: string): CredentialsConfig {
  const [clientSecret, idToken, refreshToken] = ['client-secret', 'id-token', 'refresh-token'].map(
    (name) => optional(provider, name)?.text,
  );
  const ca = authorityOf(provider);
  const { file } = provider.place;
  return {
    type: 'oidc',
    issuer: needed(provider, 'idp-issuer-url').text,
    clientId: needed(provider, 'client-id').text,
    ...(clientSecret !== undefined && { clientSecret }),
    ...(ca !== undefined && { ca }),
    ...(idToken !== undefined && { idToken }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(file !== undefined && { keptIn: { file, user } }),
  };
}

const optional = ({ config }: ProviderEntry, name: string): Text | undefined => {
  const value = config.get(name);
  return value?.text === '' ? undefined : value;
};

function needed(provider: ProviderEntry, name: string): Text {
  const value = optional(provider, name);
  if (value !== undefined) return value;
  throw new KubeconfigError(`the auth-provider "oidc" has no ${name} in its config`, provider.place);
}

/** Data goes before the file, as in client-go. */
function authorityOf(provider: ProviderEntry): Material | undefined {
  const [name, data] = ['idp-certificate-authority', 'idp-certificate-authority-data'];
  const given = optional(provider, data);
  const file = optional(provider, name);
  if (given !== undefined) return { data: decoded(given, data), origin: `${data} of ${placeText(given.place)}` };
  return file === undefined ? undefined : { file: pathOf(file, name), origin: `${name} of ${placeText(file.place)}` };
}

function decoded({ text, place }: Text, name: string): string {
  if (/^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(text)) return Buffer.from(text, 'base64').toString('utf8');
  throw new KubeconfigError(`${name} is no base64`, place);
}
