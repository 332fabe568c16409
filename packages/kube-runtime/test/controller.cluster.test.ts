import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Api, Client, Config, dynamicResource, messageOf } from 'kube-core';
import { ClusterRole, ClusterRoleBinding, ConfigMap, Namespace } from 'kube-core/k8s';
import { Controller } from 'kube-runtime';
import { follow, tell } from './story.js';

let client: Client;
let config: Config;
beforeAll(async () => {
  config = await Config.fromKubeconfig();
  client = Client.from(config);
});
afterAll(async () => client[Symbol.asyncDispose]());

test('a controller keeps up with a real API server through broken connections and expired versions', async () => {
  await tell(client.service, `story-${Math.random().toString(36).slice(2, 8)}.example.com`);
});

test('a watcher ends up with what a list says, through broken connections and expired versions', async () => {
  await follow(client.service, 400);
});

/** What a controller of namespaces says that watches config maps as well, or that it did start. */
async function start(api: Api<ConfigMap> | Api, as: Client): Promise<string> {
  const controller = Controller.for(Api.all(as, Namespace))
    .owns(api)
    .reconcile(async () => void controller.close(), { syncTimeoutMs: 5000, onFailure: () => undefined });
  return controller.run().then(() => 'it started', messageOf);
}

test('a kind that is not installed is named, and what to install', async () => {
  const Nothing = dynamicResource({
    group: 'nowhere.example.com',
    version: 'v1',
    kind: 'Nothing',
    plural: 'nothings',
    scope: 'Namespaced',
  });
  expect(await start(Api.all(client, Nothing), client)).toMatch(
    /\nnothings\.nowhere\.example\.com in all namespaces: .*404\)\nThe server does not serve nothings of nowhere\.example\.com\/v1\. Install the CustomResourceDefinition nothings\.nowhere\.example\.com /,
  );
});

test('the rule that is said to be missing is all that is missing', async () => {
  const user = `controller-${Math.random().toString(36).slice(2, 8)}`;
  await using as = Client.from({ ...config, impersonate: { user } });
  const rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] = [];
  const roles = Api.all(client, ClusterRole);
  await roles.create({ metadata: { name: user }, rules });
  await Api.all(client, ClusterRoleBinding).create({
    metadata: { name: user },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: user },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  });
  try {
    const configMaps = Api.all(as, ConfigMap);
    const refused = await start(configMaps, as);
    for (const [, resource = ''] of refused.matchAll(/ - apiGroups: \[''\]\n +resources: \['(\w+)'\]\n +verbs: \['list', 'watch'\]/g))
      rules.push({ apiGroups: [''], resources: [resource], verbs: ['list', 'watch'] });
    expect(rules.map(({ resources }) => resources)).toEqual([['namespaces'], ['configmaps']]);
    await roles.patch(user, { merge: { rules } });
    expect(await start(configMaps, as)).toBe('it started');
  } finally {
    await Api.all(client, ClusterRoleBinding).delete(user);
    await roles.delete(user);
  }
});
