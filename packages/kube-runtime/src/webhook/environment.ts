/**
 * What a Deployment says to a webhook server by variables of the environment: {@link webhookOptionsFromEnv}.
 */
import { portRule } from '../http/server.js';
import { numberIn, textIn, type Environment } from '../util/environment.js';
import type { WebhookServerOptions } from './options.js';

/**
 * Options of a webhook server from the environment, as `optionsFromEnv()` has those of a manager; a variable that is not set, or is empty, says
 * nothing.
 *
 * @param env - `WEBHOOK_PORT`: `port`. `WEBHOOK_CERTIFICATES`: the folder that certificates of others are mounted in, cert-manager's for
 *   example. @defaultValue the environment of the process
 * @returns what `new WebhookServer(client, { ...webhookOptionsFromEnv(), … })` takes.
 * @throws KubeError `option`, with the name of the variable, for a value that cannot be meant.
 */
export function webhookOptionsFromEnv(env: Environment = process.env): Pick<WebhookServerOptions, 'port' | 'certificates'> {
  const [port, folder] = [numberIn(env, 'WEBHOOK_PORT', portRule), textIn(env, 'WEBHOOK_CERTIFICATES')];
  return { ...(port !== undefined && { port }), ...(folder !== undefined && { certificates: { folder } }) };
}
