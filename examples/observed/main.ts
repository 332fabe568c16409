/**
 * What a controller tells of itself: log lines, the pages that a kubelet and Prometheus ask for, and a cache that it shares with the program.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { consoleLogger, Controller, Manager } from 'kube-runtime';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
const client = server.client({ fieldManager: 'painter' });
const configMaps = Api.namespaced(client, ConfigMap, 'default');
await configMaps.create({ metadata: { name: 'wall' }, data: { colour: 'red' } });

const log = consoleLogger({
  format: 'text',
  write: (line) =>
    console.log(
      line
        .trimEnd()
        .replace(/^\S+ /, '')
        .replace(/reconcileID=\S+/, '…'),
    ),
});
const manager = new Manager(client, { log, health: { port: 0 }, metrics: { port: 0 } });
const walls = manager.cache(configMaps, { indexes: { byColour: (wall) => [wall.data?.colour ?? ''] } });
const painted = new AbortController();
const painter = Controller.for(configMaps).reconcile(
  async ({ object, attempt, log: line }) => {
    if (object.metadata.name !== 'wall') return;
    line.info({ colour: object.data?.colour, attempt }, 'painting');
    await sleep(1); // it takes a moment
    if (attempt === 1) throw new Error('the pot is empty');
    setTimeout(() => painted.abort(), 10);
  },
  { name: 'painter' },
);
const ended = manager.add(painter).run();
await once(painted.signal, 'abort');

console.log(await ask(`${manager.healthUrl ?? ''}/readyz?verbose`));
const series = (await ask(manager.metricsUrl ?? '')).split('\n');
console.log(series.filter((line) => /^controller_runtime_reconcile_errors_total|^workqueue_retries_total/.test(line)).join('\n'));
console.log(
  `red: ${walls
    .by('byColour', 'red')
    .map(({ metadata }) => metadata.name)
    .join(' ')}`,
);
await manager.close();
await ended;

async function ask(url: string): Promise<string> {
  return (await fetch(url)).text();
}
