import { expect, test } from '@jest/globals';
import { Api, Client, Config, fieldSelector } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { consoleLogger, Controller, type HotLoop } from 'kube-runtime';

test('a reconcile that its own time wakes is named on a real API server', async () => {
  await using client = Client.from(await Config.fromKubeconfig(), { fieldManager: 'loop' });
  const configMaps = Api.namespaced(client, ConfigMap, 'default');
  const name = `loop-${Math.random().toString(36).slice(2, 8)}`;
  await configMaps.create({ metadata: { name } });
  let calls = 0;
  const controller = Controller.for(configMaps, { fieldSelector: fieldSelector({ 'metadata.name': name }) }).reconcile(
    async ({ object, signal }) => {
      const seen = new Date(1_700_000_000_000 + calls++).toISOString();
      await configMaps.apply({ metadata: { name: object.metadata.name }, data: { seen, fixed: 'yes' } }, { signal });
    },
    { log: consoleLogger({ write: () => undefined }) },
  );
  const loops: HotLoop[] = [];
  controller.results.subscribe((outcome) => {
    if (outcome.type !== 'hot-loop') return;
    loops.push(outcome);
    void controller.close();
  });
  await controller.run({ signal: AbortSignal.timeout(60_000) });
  await configMaps.delete(name);
  expect(loops.map(({ fields }) => fields)).toEqual([[{ object: `configmaps default/${name}`, path: '.data.seen' }]]);
});
