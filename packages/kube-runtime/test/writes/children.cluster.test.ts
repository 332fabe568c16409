import { describe, expect, test } from '@jest/globals';
import { Api, Client, Config, ownerReference } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { childSet } from 'kube-runtime';
import { life, liveOf } from './family-story.js';
import { ownedRounds, ownedStory } from './owned-story.js';

describe('on a real API server, a set of children', () => {
  test('lives as on the in-process one', async () => {
    await using client = Client.from(await Config.fromKubeconfig(), { fieldManager: 'other' });
    expect(await liveOf(client)).toEqual(life);
  });

  test('is kept by the caches of its controller as on the in-process one', async () => {
    await using client = Client.from(await Config.fromKubeconfig());
    expect(await ownedStory(client.service)).toEqual(ownedRounds);
  });

  test('tells the rival that the server refuses it for', async () => {
    await using client = Client.from(await Config.fromKubeconfig(), { fieldManager: 'family' });
    const configMaps = Api.namespaced(client, ConfigMap, 'default');
    const name = `rivals-${Math.random().toString(36).slice(2, 8)}`;
    const [one, two] = [
      await configMaps.create({ metadata: { name: `${name}-1` } }),
      await configMaps.create({ metadata: { name: `${name}-2` } }),
    ];
    const wanted = { metadata: { name: `${name}-child` } };
    // The rival comes after the set has looked.
    const racing = Client.of(
      async (request) => {
        if (request.method === 'PATCH')
          await configMaps.create({ metadata: { ...wanted.metadata, ownerReferences: [ownerReference(ConfigMap, one)] } });
        return client.service(request);
      },
      { fieldManager: 'family' },
    );
    const set = childSet(ConfigMap, { configMaps: Api.namespaced(racing, ConfigMap, 'default') });
    await expect(set.apply(two, { configMaps: [wanted] })).rejects.toMatchObject({
      code: 'owner',
      message: `ConfigMap ${name}-1 is the controller of ConfigMap default/${name}-child: an object has one at most`,
      cause: { code: 'api', status: { code: 422 } },
    });
    for (const each of [`${name}-child`, `${name}-1`, `${name}-2`]) await configMaps.delete(each);
  });
});
