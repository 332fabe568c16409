/**
 * Counts and times the requests to webhooks: {@link webhookMetersIn}. Where no webhook is served there is none of these metrics, as with
 * controller-runtime.
 */
import type { WebhookMeter, WebhookMeters } from '../http/webhook-meter.js';
import type { Library, Registry } from './families.js';

const ofWebhook = ['webhook'] as const;

/** controller-runtime's has those of Prometheus by default; a webhook that takes longer than ten seconds has failed by then. */
const webhookSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Families = ReturnType<typeof familiesIn>;

/**
 * @param library - prom-client.
 * @param registry - Where metrics go; it has none of these yet.
 */
export function webhookMetersIn(library: Library, registry: Registry): WebhookMeters {
  const families = familiesIn(library, registry);
  return {
    path: (path) => meterOf(families, path),
    certificateRead: (isWell) => {
      families.reads.inc();
      if (!isWell) families.readErrors.inc();
    },
  };
}

/** Makes the metrics, and puts them into a registry that has none of them yet. */
function familiesIn({ Counter, Gauge, Histogram }: Library, registry: Registry) {
  const registers = [registry];
  const time = { name: 'controller_runtime_webhook_latency_seconds', help: 'How long requests to webhooks took' };
  const total = {
    name: 'controller_runtime_webhook_requests_total',
    help: 'Requests to webhooks that were answered, by the HTTP status',
  };
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  return {
    latency: new Histogram({ ...time, labelNames: ofWebhook, buckets: webhookSeconds, registers }),
    requests: new Counter({ ...total, labelNames: [...ofWebhook, 'code'] as const, registers }),
    inFlight: new Gauge({
      name: 'controller_runtime_webhook_requests_in_flight',
      help: 'Requests to webhooks that are being answered',
      labelNames: ofWebhook,
      registers,
    }),
    panics: counter('controller_runtime_webhook_panics_total', 'Always 0: what a handler throws is an answer'),
    conversionPanics: counter('controller_runtime_conversion_webhook_panics_total', 'Always 0: what a conversion throws is an answer'),
    reads: counter('certwatcher_read_certificate_total', 'How often certificates were read from files'),
    readErrors: counter('certwatcher_read_certificate_errors_total', 'How often they could not be used'),
  };
}

/** Every series of a webhook is there from the start, at 0. */
function meterOf({ latency, requests, inFlight }: Families, path: string): WebhookMeter {
  const labels = { webhook: path };
  for (const code of ['200', '500']) requests.inc({ ...labels, code }, 0); // controller-runtime's
  inFlight.set(labels, 0);
  latency.zero(labels);
  return {
    began: () => inFlight.inc(labels),
    ended: (code, ms) => {
      inFlight.dec(labels);
      latency.observe(labels, ms / 1000);
      requests.inc({ ...labels, code: String(code) });
    },
  };
}
