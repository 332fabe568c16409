/**
 * The metrics of a process, for Prometheus: {@link Metrics}. `prom-client` is loaded when a manager begins to serve them, and needs to be
 * installed only then.
 */
import { KubeError, type ChangeLayers } from 'kube-core';
import { checkOptions, rules, type Rule, type Rules } from 'kube-core/support';
import type { Layer } from 'kube-core/service';
import type { ControllerMeter, ControllerSubject } from '../controller/meter.js';
import { portRule, type Pages } from '../http/server.js';
import type { WebhookMeters } from '../http/webhook-meter.js';
import { meterOf, queueLabels, type QueueLabels } from './controller-meter.js';
import { familiesIn, type Families, type Library, type Registry } from './families.js';
import { RequestCount } from './request-count.js';
import { webhookMetersIn } from './webhook-meter.js';

/** A registry of prom-client, by what is used of it: this package can be compiled where prom-client is not installed. */
export interface MetricsRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
  getSingleMetric(name: string): unknown;
}

/** Options of {@link Metrics}. */
export interface MetricsOptions {
  /** 0: any that is free. With the port of the health endpoint, both are served there. @defaultValue 8080, controller-runtime's */
  readonly port?: number;
  /** The address of an interface. @defaultValue all of them: Prometheus asks from outside the pod */
  readonly host?: string;
  /** Where metrics go: a registry of prom-client that has metrics of your own, say. @defaultValue one of its own, with those of the process */
  readonly registry?: MetricsRegistry;
}

const registryRule: Rule = { fits: isRegistry, wanted: 'a Registry of prom-client' };
const metricsRules: Rules<MetricsOptions> = { port: portRule, host: rules.text, registry: registryRule };

function isRegistry(value: unknown): value is Registry {
  const methods = ['registerMetric', 'metrics', 'getSingleMetric'];
  return typeof value === 'object' && value !== null && methods.every((name) => typeof Reflect.get(value, name) === 'function');
}

/** The constants of metrics. */
export const defaults = {
  /** controller-runtime's. */
  port: 8080,
} as const;

/** The metrics of one process, by the names and labels of controller-runtime. Hand it to a manager, which serves them. */
export interface Metrics {
  /** For the `layers` of a client: counts its requests as `rest_client_requests_total`. */
  readonly layers: ChangeLayers;
  /** The same for a client without a configuration. @param host - What the series are labelled with. */
  layer(host: string): Layer;
}

/** What a manager uses of it. */
export class ProcessMetrics implements Metrics {
  readonly where: { readonly port: number; readonly host?: string };
  readonly #given: Registry | undefined;
  readonly #requests = new RequestCount();
  readonly #subjects = new Set<ControllerSubject>();
  readonly #elections = new Map<string, () => boolean>();
  readonly #shardings = new Map<string, () => number>();
  #library: Library | undefined;
  #registry: Registry | undefined;
  #webhooks: WebhookMeters | undefined;
  #families: Families | undefined;

  constructor(options: MetricsOptions = {}) {
    const { port = defaults.port, host, registry } = checkOptions('metrics', options, metricsRules);
    this.where = host === undefined ? { port } : { port, host };
    this.#given = isRegistry(registry) ? registry : undefined;
  }

  get layers(): ChangeLayers {
    return this.#requests.layers;
  }

  layer(host: string): Layer {
    return this.#requests.layer(host);
  }

  /** Loads the library. @throws KubeError `metrics` where it is not installed, or the registry has metrics of these names. */
  async load(): Promise<void> {
    if (this.#families !== undefined) return;
    const library = await loaded();
    const registry = this.#given ?? new library.Registry();
    try {
      if (this.#given === undefined) library.collectDefaultMetrics({ register: registry });
      this.#families = familiesIn(library, registry, this.#looks());
    } catch (error) {
      throw new KubeError('metrics', 'the registry has metrics of these names already: give each Metrics a registry of its own', {
        cause: error,
      });
    }
    this.#registry = registry;
    this.#library = library;
  }

  /** `/metrics`. */
  readonly pages: Pages = async ({ pathname }) => {
    if (pathname !== '/metrics' || this.#registry === undefined) return undefined;
    return { status: 200, text: await this.#registry.metrics(), contentType: this.#registry.contentType };
  };

  /** Measures a controller; its series are there from now on, at 0. Loaded first. */
  controller(subject: ControllerSubject): ControllerMeter {
    const families = this.#loaded();
    this.#subjects.add(subject);
    return meterOf(families, subject);
  }

  /** Measures webhooks; their metrics are there from the first call on. Loaded first. */
  webhooks(): WebhookMeters {
    if (this.#library === undefined || this.#registry === undefined) throw notLoaded();
    return (this.#webhooks ??= webhookMetersIn(this.#library, this.#registry));
  }

  /** Tells of an election from now on. @param leads - Whether this process leads. */
  leader(name: string, leads: () => boolean): void {
    this.#elections.set(name, leads);
  }

  /** Tells of a sharding from now on. @param owned - How many shards this process owns. */
  sharding(name: string, owned: () => number): void {
    this.#shardings.set(name, owned);
  }

  #loaded(): Families {
    if (this.#families === undefined) throw notLoaded();
    return this.#families;
  }

  #looks(): Parameters<typeof familiesIn>[2] {
    const each = (fill: (subject: ControllerSubject, labels: QueueLabels) => void): void => {
      for (const subject of this.#subjects) fill(subject, queueLabels(subject));
    };
    return {
      depth: (gauge) => {
        gauge.reset();
        each((subject, labels) => {
          for (const [priority, count] of [...new Map([[0, 0], ...subject.queueState().depths])])
            gauge.set({ ...labels, priority: String(priority) }, count);
        });
      },
      unfinished: (gauge) => each((subject, labels) => gauge.set(labels, sum(subject.queueState().runningMs) / 1000)),
      longestRunning: (gauge) => each((subject, labels) => gauge.set(labels, Math.max(0, ...subject.queueState().runningMs) / 1000)),
      leader: (gauge) => {
        for (const [name, leads] of this.#elections) gauge.set({ name }, leads() ? 1 : 0);
      },
      shards: (gauge) => {
        for (const [name, owned] of this.#shardings) gauge.set({ name }, owned());
      },
      requests: (counter) => {
        counter.reset();
        for (const { count, ...labels } of this.#requests.all) counter.inc(labels, count);
      },
    };
  }
}

const notLoaded = (): KubeError => new KubeError('metrics', 'the metrics are not loaded yet');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

async function loaded(): Promise<Library> {
  try {
    return await import('prom-client');
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new KubeError('metrics', 'metrics need the package prom-client: npm install prom-client', { cause: error });
  }
}

/** Node's code for a package that is not there. */
const isMissing = (error: unknown): boolean => error instanceof Error && Reflect.get(error, 'code') === 'ERR_MODULE_NOT_FOUND';

/**
 * The metrics of one process. A port alone is enough for a manager: `new Manager(client, { metrics: 8080 })`; make one yourself to have the
 * requests of a client counted as well.
 *
 * @example
 * ```ts
 * import { Client } from 'kube-core';
 * import { Manager, Metrics, type Controller } from 'kube-runtime';
 *
 * declare const controller: Controller<{}>;
 * const metrics = new Metrics({ port: 8080 });
 * await using client = await Client.tryDefault({ layers: metrics.layers });
 * await new Manager(client, { metrics }).add(controller).run();
 * ```
 */
export const Metrics: new (options?: MetricsOptions) => Metrics = ProcessMetrics;
