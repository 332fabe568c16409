/** What can go wrong, and how a program tells one thing from another. */
import {
  Api,
  Client,
  hasCode,
  isAlreadyExists,
  isApiError,
  isConflict,
  isInvalid,
  isNotFound,
  isTransportError,
  messageOf,
} from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { openStage } from './stage.js';

await using stage = await openStage();
const maps = Api.namespaced(stage.client, ConfigMap, stage.namespace);
const first = await maps.create({ metadata: { name: 'settings' } });
await maps.patch('settings', { merge: { data: { colour: 'blue' } } });

/** One word for a program. */
function kindOf(error: unknown): string {
  if (isNotFound(error)) return 'not found';
  if (isAlreadyExists(error)) return 'already there';
  if (isConflict(error)) return 'changed meanwhile';
  if (isInvalid(error)) return `invalid: ${error.status.details?.causes?.map(({ field }) => field).join()}`;
  if (isApiError(error)) return `refused: ${error.status.reason}`;
  if (isTransportError(error)) return `no answer: ${error.reason}`;
  if (hasCode(error, 'key') || hasCode(error, 'params') || hasCode(error, 'selector')) return `never sent: ${messageOf(error)}`;
  throw error;
}

const unreachable = Client.from({ server: 'http://127.0.0.1:1', defaultNamespace: 'default', tls: {}, credentials: { type: 'none' } });
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  missing: () => maps.get('nobody'),
  taken: () => maps.create({ metadata: { name: 'settings' } }),
  outdated: () => maps.replace(first),
  invalid: () => maps.create({ metadata: { name: 'Not_A_Name' } }),
  nameless: () => Api.all(stage.client, ConfigMap).get('settings'),
  misspelt: () => maps.list({ labelSelector: 'app in nginx' }),
  unreachable: () => Api.all(unreachable, ConfigMap).list(),
};
for (const [name, call] of Object.entries(calls)) {
  await call().then(
    () => console.log(`${name}: went well`),
    (error: unknown) => console.log(`${name}: ${kindOf(error)}`),
  );
}
if ((await maps.find('nobody')) === undefined) console.log('find: undefined where there is nothing');
await unreachable.close();
