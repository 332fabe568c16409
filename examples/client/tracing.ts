/** Spans of OpenTelemetry for each call, and the channels that tell of what a call goes through. */
import { subscribe } from 'node:diagnostics_channel';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { Api, Client, type Config } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { respondJson } from 'kube-core/testing';
import { tracing, type ChannelMessages, type Layer } from 'kube-core/service';
import { openStage } from './stage.js';

// A program exports to a collector: new OTLPTraceExporter() in the place of this one, which keeps the spans.
const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();

subscribe('kube-core:request:retry', (message) => {
  const { call, status } = message as ChannelMessages['kube-core:request:retry'];
  console.log(`retry: ${call.verb} ${call.resource ?? ''} after ${status ?? 'a lost connection'}`);
});

/** Says of the first call that the server is busy, and of each which trace it belongs to. */
const busyAtFirst: Layer = (inner) => {
  let calls = 0;
  return (request) => {
    if (calls++ === 0) return Promise.resolve(respondJson(429, {}, { 'retry-after': '0' }));
    console.log(`sent with traceparent: ${'traceparent' in request.headers}`);
    return inner(request);
  };
};

await using stage = await openStage();
const config: Config = { server: 'https://stage:6443', defaultNamespace: stage.namespace, tls: {}, credentials: { type: 'none' } };
const spans = await tracing({ server: config.server });
await using client = Client.from(config, {
  transport: stage.client.service,
  layers: (defaults) => [spans, ...defaults.after('retry', busyAtFirst)],
});

await trace.getTracer('example').startActiveSpan('sync settings', async (span) => {
  const maps = Api.defaultNamespaced(client, ConfigMap);
  await maps.list();
  await maps.find('nobody');
  span.end();
});
for (const { name, attributes, parentSpanContext } of exporter.getFinishedSpans())
  console.log(`${parentSpanContext === undefined ? '' : '  '}span: ${name} ${String(attributes['http.response.status_code'] ?? '')}`);
await provider.shutdown();
