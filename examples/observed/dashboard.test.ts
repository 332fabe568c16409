import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { Api, Client } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { Controller, Manager, Metrics } from 'kube-runtime';
import { WebhookServer } from 'kube-runtime/webhook';
import { ApiServer } from 'kube-testing';
import { parse } from 'yaml';

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly type: string;
    readonly gridPos: Box;
    readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string | { readonly query: string } }[] };
}
interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What a query asks for: series by their names and labels, and the labels that are left of them. */
interface Asked {
  readonly series: readonly { readonly name: string; readonly labels: readonly string[] }[];
  /** Of `by (…)`. */
  readonly groups: readonly string[];
  readonly problems: readonly string[];
}

const path = new URL('./dashboard.json', import.meta.url);
const dashboard = JSON.parse(readFileSync(path, 'utf8')) as Dashboard; // every part that is used is looked at below
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title: `${title} ${target.refId}`, ...target })));

interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: { readonly summary: string } }[];
  }[];
}
const alerts = parse(readFileSync(new URL('./alerts.yaml', import.meta.url), 'utf8')) as Alerts; // as the dashboard
const rules = alerts.groups.flatMap((group) => group.rules);

/** What Prometheus adds to each series of a pod. */
const ofTarget = ['namespace', 'job', 'pod', 'instance', 'container'];

/** Read by Prometheus' own grammar. */
function asked(query: string): Asked {
  const text = query.replaceAll('$__rate_interval', '5m');
  const series: { name: string; labels: string[] }[] = [];
  const groups: string[] = [];
  const problems: string[] = [];
  let isGroup = false;
  parser.parse(text).iterate({
    enter: ({ name, type, from, to }) => {
      const word = text.slice(from, to);
      if (type.isError) problems.push(`at ${from}: ${text.slice(from, from + 20)}`);
      if (name === 'VectorSelector') series.push({ name: '', labels: [] });
      const last = series.at(-1);
      if (name === 'Identifier' && last !== undefined) last.name = word;
      if (name === 'GroupingLabels') isGroup = true;
      if (name === 'LabelMatchers') isGroup = false;
      if (name === 'LabelName') (isGroup ? groups : (last?.labels ?? problems)).push(word);
    },
  });
  return { series, groups, problems };
}

/** Series that a process has told: each with its labels. */
type Told = ReadonlyMap<string, ReadonlySet<string>>;

function toldIn(scrape: string): Told {
  const told = new Map<string, Set<string>>();
  for (const line of scrape.split('\n')) {
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = told.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    told.set(name, known);
  }
  return told;
}

/** Everything that the dashboard draws is at work: a controller that leads, requests, webhooks with certificates in files, the process itself. */
async function scraped(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
  for (const file of ['tls.crt', 'tls.key']) await writeFile(join(folder, file), 'not one yet');
  await using server = await ApiServer.start();
  const metrics = new Metrics({ port: 0, host: '127.0.0.1' });
  const config = { server: 'http://kube.test', defaultNamespace: 'default', credentials: { type: 'none' }, tls: {} } as const;
  const client = Client.from(config, { transport: server.service, layers: metrics.layers, fieldManager: 'painter' });
  const controller = Controller.for(Api.namespaced(client, ConfigMap, 'default')).reconcile(async () => undefined);
  const options = { port: 0, host: '127.0.0.1', url: 'https://127.0.0.1', certificates: { folder } };
  const webhooks = new WebhookServer(client, { name: 'painter', ...options, log: quiet }).validate(ConfigMap, () => undefined);
  const manager = new Manager(client, { signals: false, metrics, leaderElection: { name: 'painter' }, log: quiet }).add(
    controller,
    webhooks,
  );
  const ended = manager.run();
  while (manager.metricsUrl === undefined || webhooks.url === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  const text = await (await fetch(manager.metricsUrl)).text();
  await manager.close();
  await ended;
  await rm(folder, { recursive: true });
  return text;
}

const silent = (): void => undefined;
const quiet = { debug: silent, info: silent, warn: silent, error: silent, child: () => quiet };

describe('the dashboard and the alerts', () => {
  let told: Told = new Map();
  beforeAll(async () => {
    told = toldIn(await scraped());
  });
  afterAll(() => {
    told = new Map();
  });

  /** Fails where a query, or the text that is shown with its answer, asks for what no process tells. */
  function check(expr: string, shown: readonly (string | undefined)[]): void {
    const { series, groups, problems } = asked(expr);
    expect(problems).toEqual([]);
    expect(series.length).toBeGreaterThan(0);
    for (const { name, labels } of series) {
      expect(told.has(name) ? name : `nobody tells ${name}`).toBe(name);
      const known = [...(told.get(name) ?? []), ...ofTarget];
      for (const label of [...labels, ...groups]) expect(known).toContain(label);
      for (const label of shown) expect(expr.includes('by (') ? groups : known).toContain(label);
    }
  }
  const labelsIn = (text: string, pattern: RegExp): readonly (string | undefined)[] =>
    [...text.matchAll(pattern)].map(([, label]) => label);

  test.each(queries)('$title asks for series and labels that a process tells', ({ expr, legendFormat }) => {
    check(expr, labelsIn(legendFormat, /\{\{(\w+)\}\}/g));
  });

  test.each(rules)('the alert $alert asks for series and labels that a process tells', ({ expr, annotations: { summary } }) => {
    check(expr, labelsIn(summary, /\{\{ \$labels\.(\w+) \}\}/g));
  });

  test('the dashboard draws every metric of a controller, its queue, its requests and its webhooks', () => {
    const drawn = new Set(queries.flatMap(({ expr }) => asked(expr).series.map(({ name }) => name.replace(/_bucket$/, ''))));
    const constant = /_panics_total$|^certwatcher_read_certificate_total$/; // always 0; of no interest beside its errors
    const all = [...told.keys()]
      .filter((name) => /^(controller_runtime|workqueue|rest_client|leader_election|kube_runtime|certwatcher)_/.test(name))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''))
      .filter((name) => !constant.test(name));
    expect([...new Set(all)].filter((name) => !drawn.has(name))).toEqual([]);
  });

  test('the dashboard takes the values of its variables from series that are there, and uses no variable that it does not have', () => {
    const variables = dashboard.templating.list.map(({ name }) => name);
    for (const { query } of dashboard.templating.list.slice(1)) {
      const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(typeof query === 'string' ? query : query.query) ?? [];
      const { series, problems } = asked(selector);
      expect([problems, series.map(({ name }) => told.has(name))]).toEqual([[], [true]]);
      expect([...(told.get(series[0]?.name ?? '') ?? []), ...ofTarget]).toContain(label);
    }
    const used = readFileSync(path, 'utf8').matchAll(/\$\{?([a-z]\w*)/g);
    for (const [, name] of used) expect(variables).toContain(name);
  });

  test('the dashboard has panels that do not cover each other', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
