/**
 * What a manager serves of itself over HTTP: {@link Endpoints}. Health and metrics that have one port share a server.
 */
import { KubeError } from 'kube-core';
import { healthOf, type HealthSubject } from '../health/health.js';
import { healthSettings } from '../health/options.js';
import { PageServer } from '../http/server.js';
import { ProcessMetrics } from '../metrics/metrics.js';
import type { Runnable } from '../util/runnable.js';
import type { ManagerOptions } from './options.js';

/** The servers of a manager, none of them listening yet. */
export interface Endpoints {
  readonly health: PageServer | undefined;
  readonly metrics: PageServer | undefined;
  /** What is measured; `undefined`: nothing. */
  readonly measures: ProcessMetrics | undefined;
  /** What has to run. */
  readonly runnables: readonly Runnable[];
}

/**
 * @param options - What is to be served.
 * @param subject - What a health endpoint speaks of.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 */
export function endpointsOf({ health, metrics }: Pick<ManagerOptions, 'health' | 'metrics'>, subject: HealthSubject): Endpoints {
  const measures = metrics === undefined ? undefined : measuresOf(metrics);
  if (health === undefined) {
    const server = measures && new PageServer('metrics', measures.where, [measures.pages]);
    return { health: undefined, metrics: server, measures, runnables: server ? [server] : [] };
  }
  const settings = healthSettings(health);
  const { pages, watch } = healthOf(settings, subject);
  if (measures !== undefined && isSame(settings, measures.where)) {
    const server = new PageServer('health and metrics', settings, [pages, measures.pages]);
    return { health: server, metrics: server, measures, runnables: [server, watch] };
  }
  const server = new PageServer('health', settings, [pages]);
  const other = measures && new PageServer('metrics', measures.where, [measures.pages]);
  return { health: server, metrics: other, measures, runnables: [server, watch, ...(other ? [other] : [])] };
}

function measuresOf(metrics: NonNullable<ManagerOptions['metrics']>): ProcessMetrics {
  if (metrics instanceof ProcessMetrics) return metrics;
  if (typeof metrics === 'number') return new ProcessMetrics({ port: metrics });
  if ('layers' in metrics) throw new KubeError('option', 'metrics is of another installed copy of kube-runtime: install it once');
  return new ProcessMetrics(metrics);
}

interface Place {
  readonly port: number;
  readonly host?: string;
}

/** Any free port is another each time. */
const isSame = (a: Place, b: Place): boolean => a.port === b.port && a.port !== 0 && a.host === b.host;
