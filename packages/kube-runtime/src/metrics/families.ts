/**
 * The metrics of a process, by the names, labels and buckets of controller-runtime: what is drawn of that is drawn of this. Enter at
 * {@link familiesIn}.
 */
import type * as Prometheus from 'prom-client';

/** The library, once it is loaded. */
export type Library = typeof Prometheus;

/** Where metrics go. */
export type Registry = Prometheus.Registry;

/** controller-runtime's. */
const reconcileSeconds = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5,
  5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];

/** controller-runtime's: from ten nanoseconds, each ten times the one before. */
const queueSeconds = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000];

const ofController = ['controller'] as const;
const ofQueue = ['name', 'controller'] as const;

/** What fills the metrics that are only looked at when somebody asks. */
export interface Looks {
  readonly depth: (gauge: Prometheus.Gauge<'name' | 'controller' | 'priority'>) => void;
  readonly unfinished: (gauge: Prometheus.Gauge<'name' | 'controller'>) => void;
  readonly longestRunning: (gauge: Prometheus.Gauge<'name' | 'controller'>) => void;
  readonly leader: (gauge: Prometheus.Gauge<'name'>) => void;
  readonly shards: (gauge: Prometheus.Gauge<'name'>) => void;
  readonly requests: (counter: Prometheus.Counter<'code' | 'method' | 'host'>) => void;
}

/** All metrics, in a registry. */
export type Families = ReturnType<typeof familiesIn>;

/**
 * Makes the metrics, and puts them into a registry.
 *
 * @param library - prom-client.
 * @param registry - Where they go; it has none of them yet.
 * @param looks - What fills the gauges when somebody asks.
 */
export function familiesIn(library: Library, registry: Registry, looks: Looks) {
  const registers = [registry];
  return {
    ...reconcileFamilies(library, registers),
    ...queueFamilies(library, registers, looks),
    ...processFamilies(library, registers, looks),
  };
}

function reconcileFamilies({ Counter, Gauge, Histogram }: Library, registers: Registry[]) {
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames: ofController, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ofController, registers });
  const total = { name: 'controller_runtime_reconcile_total', help: 'Reconciles that have ended, by their result' };
  const time = { name: 'controller_runtime_reconcile_time_seconds', help: 'How long reconciles took' };
  return {
    reconciles: new Counter({ ...total, labelNames: [...ofController, 'result'] as const, registers }),
    errors: counter('controller_runtime_reconcile_errors_total', 'Reconciles that threw'),
    terminalErrors: counter('controller_runtime_terminal_reconcile_errors_total', 'Reconciles that threw a TerminalError'),
    panics: counter('controller_runtime_reconcile_panics_total', 'Always 0: what a reconcile throws is an error'),
    timeouts: counter('controller_runtime_reconcile_timeouts_total', 'Reconciles whose time was over'),
    hotLoops: counter('kube_runtime_reconcile_hot_loops_total', 'Objects whose reconcile was found to wake itself without end'),
    time: new Histogram({ ...time, labelNames: ofController, buckets: reconcileSeconds, registers }),
    maxConcurrent: gauge('controller_runtime_max_concurrent_reconciles', 'How many reconciles may run at once'),
    activeWorkers: gauge('controller_runtime_active_workers', 'How many reconciles run'),
  };
}

function queueFamilies({ Counter, Gauge, Histogram }: Library, registers: Registry[], looks: Looks) {
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames: ofQueue, registers });
  const histogram = (name: string, help: string) => new Histogram({ name, help, labelNames: ofQueue, buckets: queueSeconds, registers });
  return {
    depth: new Gauge({
      name: 'workqueue_depth',
      help: 'Objects that wait to be reconciled, by priority',
      labelNames: [...ofQueue, 'priority'] as const,
      registers,
      collect() {
        looks.depth(this);
      },
    }),
    adds: counter('workqueue_adds_total', 'Objects that were put into the queue'),
    queueTime: histogram('workqueue_queue_duration_seconds', 'How long objects waited'),
    workTime: histogram('workqueue_work_duration_seconds', 'How long objects were worked on'),
    unfinished: new Gauge({
      name: 'workqueue_unfinished_work_seconds',
      help: 'How long all that runs has been running, together',
      labelNames: ofQueue,
      registers,
      collect() {
        looks.unfinished(this);
      },
    }),
    longestRunning: new Gauge({
      name: 'workqueue_longest_running_processor_seconds',
      help: 'How long what has run longest has been running',
      labelNames: ofQueue,
      registers,
      collect() {
        looks.longestRunning(this);
      },
    }),
    retries: counter('workqueue_retries_total', 'Objects that were put into the queue with a delay'),
  };
}

function processFamilies({ Counter, Gauge }: Library, registers: Registry[], looks: Looks) {
  return {
    requests: new Counter({
      name: 'rest_client_requests_total',
      help: 'Requests that were sent to the API server, each try of one that is tried again',
      labelNames: ['code', 'method', 'host'] as const,
      registers,
      collect() {
        looks.requests(this);
      },
    }),
    leader: new Gauge({
      name: 'leader_election_master_status',
      help: '1 while this process leads, else 0',
      labelNames: ['name'] as const,
      registers,
      collect() {
        looks.leader(this);
      },
    }),
    shards: new Gauge({
      name: 'kube_runtime_sharding_owned_shards',
      help: 'How many shards of a sharding this process owns',
      labelNames: ['name'] as const,
      registers,
      collect() {
        looks.shards(this);
      },
    }),
  };
}
