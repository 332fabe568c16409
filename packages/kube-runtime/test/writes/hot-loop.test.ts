import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { consoleLogger, Controller, Manager, Metrics, type Outcome, type Reconcile } from 'kube-runtime';
import type { ConfigMap } from 'kube-core/k8s';
import { until, world } from '../world.js';

/** Runs a reconcile of one config map in a manager, and gives what is told of it. */
async function scene(reconcile: (it: Awaited<ReturnType<typeof world>>) => Reconcile<ConfigMap>) {
  const it = await world();
  await it.configMaps.create({ metadata: { name: 'site', labels: { mine: 'yes' } }, data: { colour: 'blue' } });
  const lines: string[] = [];
  const log = consoleLogger({ format: 'json', write: (line) => lines.push(line) });
  const registry = new Registry();
  const manager = new Manager(it.client, { signals: false, log, metrics: new Metrics({ port: 0, registry }) });
  const controller = Controller.for(it.configMaps, { labelSelector: 'mine=yes' }).reconcile(reconcile(it), { name: 'site' });
  const loops: Outcome[] = [];
  controller.results.subscribe((outcome) => {
    if (outcome.type === 'hot-loop') loops.push(outcome);
  });
  const ended = manager.add(controller).run();
  const close = async (): Promise<void> => {
    await manager.close();
    await ended;
  };
  const series = async (): Promise<string | undefined> =>
    (await registry.metrics()).split('\n').find((line) => line.startsWith('kube_runtime_reconcile_hot_loops_total'));
  return { ...it, lines, loops, close, series };
}

test('a reconcile that its own time wakes is named in the log, by a metric and in the results', async () => {
  let calls = 0;
  const it = await scene(({ configMaps }) => async ({ object, signal }) => {
    const seen = new Date(1_700_000_000_000 + calls++).toISOString();
    await configMaps.patch(object, { merge: { metadata: { annotations: { seen } } } }, { signal });
  });
  await until(() => it.loops.length > 0);
  await it.close();
  expect(it.loops[0]).toMatchObject({
    ref: { namespace: 'default', name: 'site' },
    fields: [{ object: 'configmaps default/site', path: '.metadata.annotations.seen' }],
  });
  const warnings = it.lines.filter((line) => line.includes('the reconcile wakes itself'));
  expect(warnings).toHaveLength(it.loops.length);
  expect(JSON.parse(warnings[0] ?? '')).toMatchObject({ level: 'warn', controller: 'site', namespace: 'default', name: 'site' });
  expect(await it.series()).toBe('kube_runtime_reconcile_hot_loops_total{controller="site"} 1');
});

test('one that gets there is not, however often it is woken', async () => {
  let calls = 0;
  const it = await scene(({ configMaps }) => async ({ object, signal }) => {
    calls++;
    const step = Number(object.data?.['step'] ?? 0);
    if (step < 60) await configMaps.patch(object, { merge: { data: { step: String(step + 1) } } }, { signal });
    else await configMaps.patch(object, { merge: { data: { colour: 'blue' } } }, { signal }); // changes nothing
  });
  await until(() => calls > 60);
  await it.close();
  expect([it.loops, await it.series()]).toEqual([[], 'kube_runtime_reconcile_hot_loops_total{controller="site"} 0']);
});
