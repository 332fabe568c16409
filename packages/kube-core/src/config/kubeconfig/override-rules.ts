/**
 * Which values the options make sense with that go before a kubeconfig: {@link partRules}. Apart from what applies them, which only those
 * load who have a kubeconfig to read.
 */
import { rules, type Rules } from '../../util/options.js';
import type { KubeconfigOverrides } from './overrides.js';

/** The context, and what goes before it. */
export const partRules: Rules<KubeconfigOverrides & { readonly context?: string }> = {
  ...{ context: rules.text, cluster: rules.text, user: rules.text, namespace: rules.text, server: rules.text, token: rules.text },
  ...{ certificateAuthority: rules.text, insecure: rules.flag, tlsServerName: rules.text },
  ...{ as: rules.text, asUid: rules.text, asGroups: { fits: Array.isArray, wanted: 'a list of strings' } },
};
