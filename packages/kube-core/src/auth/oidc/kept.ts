/**
 * The tokens of a login as its kubeconfig keeps them: {@link keptTokens}, {@link keepTokens}. Several programs may live by one login, and a
 * provider may give each refresh-token but once.
 */
import { Kubeconfig } from '../../config/kubeconfig.js';
import type { OidcLogin } from '../../config/types.js';
import { messageOf } from '../../errors.js';
import type { KnownTokens, Tokens } from './provider.js';

type Place = NonNullable<OidcLogin['keptIn']>;

/** What stands there now; nothing where it cannot be read, or another login stands there. */
export async function keptTokens({ file, user }: Place, login: OidcLogin): Promise<Partial<KnownTokens>> {
  try {
    const config = configIn(await Kubeconfig.read({ file }), user, login);
    if (config === undefined) return {};
    return { idToken: config['id-token'], refreshToken: config['refresh-token'] };
  } catch {
    return {};
  }
}

/**
 * Writes new ones there, unless another login stands there now. Where that fails the process is warned: they are good all the same, until
 * it ends.
 */
export async function keepTokens(login: OidcLogin & { readonly keptIn: Place }, { idToken, refreshToken }: Tokens): Promise<void> {
  const { file, user } = login.keptIn;
  const config = { 'id-token': idToken, ...(refreshToken !== undefined && { 'refresh-token': refreshToken }) };
  try {
    const kubeconfig = await Kubeconfig.read({ file });
    if (configIn(kubeconfig, user, login) !== undefined)
      await kubeconfig.set({ users: { [user]: { 'auth-provider': { config } } } }).write();
  } catch (error) {
    const message = `the new tokens of a login could not be kept, so the next program may have to log in again: ${messageOf(error)}`;
    process.emitWarning(message, { type: 'KubeWarning', code: 'KUBE_OIDC' });
  }
}

/** What stands there of this login. */
function configIn(kubeconfig: Kubeconfig, user: string, { issuer, clientId }: OidcLogin): Readonly<Record<string, string>> | undefined {
  const { name, config = {} } = kubeconfig.users.get(user)?.['auth-provider'] ?? {};
  return name === 'oidc' && config['idp-issuer-url'] === issuer && config['client-id'] === clientId ? config : undefined;
}
