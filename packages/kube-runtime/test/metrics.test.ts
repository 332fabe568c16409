import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import { Registry } from 'prom-client';
import { Api, Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Action, Controller, Manager, Metrics, TerminalError, type ManagerOptions, type Reconcile } from 'kube-runtime';
import { until, world } from './world.js';

/** The metrics of controller-runtime and client-go that concern a controller, with their labels. */
const recorded: Readonly<Record<string, readonly string[]>> = {
  controller_runtime_reconcile_total: ['controller', 'result'],
  controller_runtime_reconcile_errors_total: ['controller'],
  controller_runtime_terminal_reconcile_errors_total: ['controller'],
  controller_runtime_reconcile_panics_total: ['controller'],
  controller_runtime_reconcile_timeouts_total: ['controller'],
  controller_runtime_reconcile_time_seconds: ['controller'],
  controller_runtime_max_concurrent_reconciles: ['controller'],
  controller_runtime_active_workers: ['controller'],
  workqueue_depth: ['controller', 'name', 'priority'],
  workqueue_adds_total: ['controller', 'name'],
  workqueue_queue_duration_seconds: ['controller', 'name'],
  workqueue_work_duration_seconds: ['controller', 'name'],
  workqueue_unfinished_work_seconds: ['controller', 'name'],
  workqueue_longest_running_processor_seconds: ['controller', 'name'],
  workqueue_retries_total: ['controller', 'name'],
  rest_client_requests_total: ['code', 'host', 'method'],
};

let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of close) await each();
  close = [];
});

/** A manager of one controller whose metrics are asked for. */
async function scene(reconcile: Reconcile<ConfigMap>, options: ManagerOptions = {}) {
  const { server } = await world();
  const metrics = new Metrics({ port: 0 });
  const config = { server: 'http://kube.test', defaultNamespace: 'default', credentials: { type: 'none' }, tls: {} } as const;
  const client = Client.from(config, {
    transport: server.service,
    layers: metrics.layers,
    fieldManager: 'test',
  });
  const configMaps = Api.namespaced(client, ConfigMap, 'default');
  const controller = Controller.for(configMaps).reconcile(reconcile, {
    concurrency: 3,
    reconcileTimeoutMs: 50,
    onFailure: () => undefined,
  });
  const manager = new Manager(client, { signals: false, metrics, ...options }).add(controller);
  const ended = manager.run();
  close.push(async () => {
    await manager.close();
    await ended;
  });
  await until(() => manager.metricsUrl !== undefined);
  const scrape = async (): Promise<string> => (await fetch(manager.metricsUrl ?? '')).text();
  const value = async (series: string): Promise<number | undefined> => {
    const line = (await scrape()).split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  };
  return { manager, configMaps, scrape, value };
}

/** A port that nobody has just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Names of metrics in a scrape, each with its labels but for a histogram's own. */
function familiesOf(text: string): Record<string, string[]> {
  const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? '');
  const labelsOf = (name: string): string[] => {
    const series = new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\}`, 'm').exec(text)?.[1] ?? '';
    return [...series.matchAll(/(\w+)="/g)].map(([, label]) => label ?? '').filter((label) => label !== 'le');
  };
  return Object.fromEntries(names.map((name) => [name, labelsOf(name).toSorted()]));
}

describe('the metrics of a controller', () => {
  test('have the names and labels of controller-runtime', async () => {
    const { scrape, configMaps } = await scene(async () => {});
    await configMaps.create({ metadata: { name: 'a' } });
    const families = familiesOf(await scrape());
    expect(families).toMatchObject(recorded);
    const ours = Object.keys(families).filter((name) => /^(controller_runtime|workqueue|rest_client)/.test(name));
    expect(ours.toSorted()).toEqual(Object.keys(recorded).toSorted());
    expect(families).toHaveProperty('nodejs_eventloop_lag_seconds'); // prom-client's own, of the process
  });

  test('are there from the start, at 0', async () => {
    const { value } = await scene(async () => {});
    for (const result of ['success', 'error', 'requeue', 'requeue_after'])
      expect(await value(`controller_runtime_reconcile_total{controller="configmap",result="${result}"}`)).toBe(0);
    expect(await value('controller_runtime_max_concurrent_reconciles{controller="configmap"}')).toBe(3);
    expect(await value('workqueue_depth{name="configmap",controller="configmap",priority="0"}')).toBe(0);
    expect(await value('controller_runtime_reconcile_time_seconds_count{controller="configmap"}')).toBe(0);
  });

  test('count reconciles by their results', async () => {
    const ends: Record<string, () => Promise<Action | void>> = {
      good: async () => undefined,
      later: async () => Action.requeue(1_000_000),
      terminal: () => Promise.reject(new TerminalError('wrong')),
      slow: () => new Promise(() => undefined),
    };
    const { configMaps, value } = await scene(async ({ object }) => ends[object.metadata.name]?.());
    for (const name of ['good', 'later', 'terminal']) await configMaps.create({ metadata: { name } });
    const total = (result: string) => value(`controller_runtime_reconcile_total{controller="configmap",result="${result}"}`);
    await until(async () => (await total('success')) === 1 && (await total('requeue_after')) === 1 && (await total('error')) === 1);
    const of = (name: string) => value(`${name}{controller="configmap"}`);
    expect(await of('controller_runtime_reconcile_errors_total')).toBe(1);
    expect(await of('controller_runtime_terminal_reconcile_errors_total')).toBe(1);
    expect(await of('controller_runtime_reconcile_time_seconds_count')).toBe(3);
    await configMaps.create({ metadata: { name: 'slow' } });
    await until(async () => (await of('controller_runtime_active_workers')) === 1);
    expect(await value('workqueue_unfinished_work_seconds{name="configmap",controller="configmap"}')).toBeGreaterThanOrEqual(0);
    const queue = (name: string) => value(`workqueue_${name}{name="configmap",controller="configmap"}`);
    expect([await queue('adds_total'), await queue('retries_total'), await queue('work_duration_seconds_count')]).toEqual([4, 1, 3]);
  });

  test('count each request by code, method and host', async () => {
    const { configMaps, value } = await scene(async () => {});
    await configMaps.create({ metadata: { name: 'a' } });
    await configMaps.get('missing').catch(() => undefined);
    expect(await value('rest_client_requests_total{code="201",method="POST",host="kube.test"}')).toBe(1);
    expect(await value('rest_client_requests_total{code="404",method="GET",host="kube.test"}')).toBe(1);
  });
});

const quick = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 20 };

test('an election tells who leads', async () => {
  const { manager, value } = await scene(async () => {}, { leaderElection: { name: 'mirror', namespace: 'default' } });
  await until(async () => (await value('leader_election_master_status{name="mirror"}')) === 1);
  await manager.close();
});

test('a sharding tells how many shards are owned', async () => {
  const { manager, value } = await scene(async () => {}, { sharding: { name: 'mirror', namespace: 'default', shards: 4, ...quick } });
  await until(async () => (await value('kube_runtime_sharding_owned_shards{name="mirror"}')) === 4);
  await manager.close();
});

describe('a metrics endpoint', () => {
  test('is a page of the health endpoint where both have one port', async () => {
    const { client, configMaps } = await world();
    const port = await freePort();
    const controller = Controller.for(configMaps).reconcile(async () => {});
    const manager = new Manager(client, { signals: false, health: { port, host: '127.0.0.1' }, metrics: { port, host: '127.0.0.1' } }).add(
      controller,
    );
    const ended = manager.run();
    await until(() => manager.metricsUrl !== undefined);
    expect([manager.healthUrl, manager.metricsUrl]).toEqual([`http://127.0.0.1:${port}`, `http://127.0.0.1:${port}/metrics`]);
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
    expect((await fetch(manager.metricsUrl ?? '')).headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    await manager.close();
    await ended;
  });

  test('serves the metrics of a registry that a program has', async () => {
    const registry = new Registry();
    const { manager, scrape } = await scene(async () => {}, { metrics: { port: 0, registry } });
    expect(await scrape()).toContain('controller_runtime_active_workers{controller="configmap"} 0');
    expect(registry.getSingleMetric('workqueue_adds_total')).toBeDefined();
    await expect(new Manager(manager.client, { signals: false, metrics: { port: 0, registry } }).add(manager).run()).rejects.toMatchObject({
      code: 'metrics',
      message: 'the registry has metrics of these names already: give each Metrics a registry of its own',
    });
  });

  test.each<[unknown, string]>([
    [70_000, 'port is 70000; give a port from 0 to 65535'],
    [{ registry: {} }, 'registry is an object; give a Registry of prom-client'],
    [{ prefix: 'x' }, 'metrics has no option "prefix"'],
  ])('refuses %p', async (metrics, message) => {
    const { client } = await world();
    expect(() => new Manager(client, { metrics: metrics as number })).toThrow(message);
  });
});
