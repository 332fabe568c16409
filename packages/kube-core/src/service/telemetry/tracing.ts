/**
 * Spans of OpenTelemetry: {@link tracing}. The only file that knows its API, which is loaded when somebody asks for it.
 */
import type { Attributes, Span } from '@opentelemetry/api';
import { codeOf, KubeError, messageOf } from '../../errors.js';
import { requestInfo, type RequestInfo } from '../../request/info.js';
import type { KubeRequest } from '../../request/http.js';
import { checkOptions, rules } from '../../util/options.js';
import type { Layer } from '../service.js';

/** What {@link tracing} may be told. */
export interface TracingOptions {
  /** The server's URL, for `server.address`, `server.port` and `url.full`: `config.server`. @defaultValue none of these attributes */
  readonly server?: string;
}

/**
 * A layer that makes a span of each call, until its answer begins, and tells the server which one (`traceparent`), as far as the program has set
 * up a tracer and a propagator. Outside of all others a span is a call; after `retry` it is a try.
 *
 * The attributes are those of HTTP clients in OpenTelemetry's conventions, `k8s.namespace.name`, and `kube.verb`, `kube.group`, `kube.version`,
 * `kube.resource`, `kube.subresource` and `kube.name`. No query and no header is in a span.
 *
 * @param options - The server.
 * @throws KubeError `not-installed` where `@opentelemetry/api` is not there; `option` for an option that there is not.
 */
export async function tracing(options: TracingOptions = {}): Promise<Layer> {
  const { server } = checkOptions('tracing()', options, { server: rules.text });
  const { context, propagation, SpanKind, SpanStatusCode, trace } = await load();
  const failed = (span: Span, type: string, message = ''): void => {
    span.setAttribute('error.type', type);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== '' && { message }) });
  };
  const tracer = trace.getTracer('kube-core');
  const place = server === undefined ? undefined : new URL(server);
  return (inner) => async (request) => {
    const info = requestInfo(request);
    const template = templateOf(info) ?? pathOf(request);
    const attributes = { ...attributesOf(request, info), 'url.template': template, ...(place !== undefined && placeOf(place, request)) };
    const span = tracer.startSpan(`${request.method} ${template}`, { kind: SpanKind.CLIENT, attributes });
    const within = trace.setSpan(context.active(), span);
    const carrier: Record<string, string> = {};
    propagation.inject(within, carrier);
    try {
      const response = await context.with(within, () => inner({ ...request, headers: { ...request.headers, ...carrier } }));
      span.setAttribute('http.response.status_code', response.status);
      if (response.status >= 400) failed(span, String(response.status));
      return response;
    } catch (error) {
      failed(span, codeOf(error) ?? 'error', messageOf(error));
      throw error;
    } finally {
      span.end();
    }
  };
}

async function load(): Promise<typeof import('@opentelemetry/api')> {
  try {
    return await import('@opentelemetry/api');
  } catch (cause) {
    throw new KubeError('not-installed', 'tracing() needs the package @opentelemetry/api; install it beside kube-core', { cause });
  }
}

const pathOf = ({ path }: KubeRequest): string => path.replace(/\?.*$/s, '');

/** The path with names in place of names: one for all pods. */
function templateOf({ group, version, resource, namespace, name, subresource }: RequestInfo): string | undefined {
  if (resource === undefined) return undefined;
  const root = group === undefined ? ['api', version] : ['apis', group, version];
  const parts = [...root, ...(namespace === undefined ? [] : ['namespaces', '{namespace}']), resource];
  return `/${[...parts, ...(name === undefined ? [] : ['{name}']), ...(subresource === undefined ? [] : [subresource])].join('/')}`;
}

function attributesOf({ method }: KubeRequest, { verb, group, version, resource, namespace, name, subresource }: RequestInfo): Attributes {
  const known = {
    'http.request.method': method,
    'k8s.namespace.name': namespace,
    'kube.verb': verb,
    'kube.group': group,
    'kube.version': version,
    'kube.resource': resource,
    'kube.subresource': subresource,
    'kube.name': name,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

const placeOf = (url: URL, request: KubeRequest): Attributes => ({
  'server.address': url.hostname,
  'server.port': Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  'url.full': url.origin + url.pathname.replace(/\/+$/, '') + pathOf(request),
});
