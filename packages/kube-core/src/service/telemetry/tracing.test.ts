import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { Client } from '../../client/client.js';
import type { Config } from '../../config/types.js';
import { respond, type KubeRequest, type KubeResponse } from '../../request/http.js';
import { TransportError } from '../errors.js';
import { tracing } from './tracing.js';

const config: Config = {
  server: 'https://h:6443/prefix',
  defaultNamespace: 'web',
  tls: {},
  credentials: { type: 'token', token: 'hunter2' },
};
const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => provider.register());
beforeEach(() => exporter.reset());
afterAll(async () => {
  await provider.shutdown();
  for (const api of [trace, context, propagation]) api.disable();
});

/** A traced client, and what reaches its transport. */
async function traced(answer: () => Promise<KubeResponse>) {
  const sent: KubeRequest[] = [];
  const layer = await tracing({ server: config.server });
  const transport = (request: KubeRequest): Promise<KubeResponse> => {
    sent.push(request);
    return answer();
  };
  return { client: Client.from(config, { transport, layers: [layer] }), sent };
}

describe('tracing', () => {
  test('makes a span of a call, by the conventions, within the span that is active', async () => {
    const { client, sent } = await traced(() => Promise.resolve(respond(200)));
    const parent = trace.getTracer('test').startSpan('parent');
    await context.with(trace.setSpan(context.active(), parent), () =>
      client.text('GET', '/apis/apps/v1/namespaces/web/deployments/nginx/scale?a=hunter2'),
    );
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({
      name: 'GET /apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
    });
    expect(span?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    expect(span?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': 'h',
      'server.port': 6443,
      'url.full': 'https://h:6443/prefix/apis/apps/v1/namespaces/web/deployments/nginx/scale',
      'url.template': '/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale',
      'k8s.namespace.name': 'web',
      'kube.verb': 'get',
      'kube.group': 'apps',
      'kube.version': 'v1',
      'kube.resource': 'deployments',
      'kube.subresource': 'scale',
      'kube.name': 'nginx',
    });
    const { traceId, spanId } = span!.spanContext();
    expect(sent[0]?.headers['traceparent']).toBe(`00-${traceId}-${spanId}-01`);
  });

  test('marks a refusal by its status', async () => {
    const { client } = await traced(() => Promise.resolve(respond(404)));
    await client.text('GET', '/version').catch(() => undefined);
    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        name: 'GET /version',
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'error.type': '404', 'http.response.status_code': 404 },
      },
    ]);
  });

  test('marks a call without an answer by the code of its error, and hands the error on', async () => {
    const lost = new TransportError('https://h', new Error('gone'));
    const { client } = await traced(() => Promise.reject(lost));
    await expect(client.text('POST', '/api/v1/namespaces')).rejects.toBe(lost);
    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        status: { code: SpanStatusCode.ERROR, message: lost.message },
        attributes: { 'error.type': 'transport', 'url.template': '/api/v1/namespaces' },
      },
    ]);
  });

  test('refuses an option that there is not', async () => {
    await expect(tracing({ url: 'x' } as object)).rejects.toMatchObject({ code: 'option' });
  });
});
