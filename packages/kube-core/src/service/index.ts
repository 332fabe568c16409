/**
 * Requests, layers and transports: what a program needs to put its own layer or transport into a client.
 */
export { stack, mapRequest, transport, type Layer, type Service } from './service.js';
export { auth, renewTls, type Credentials } from './layer/auth.js';
export { baseUri } from './layer/base-uri.js';
export { deadlines, type Deadlines } from './layer/deadlines.js';
export { gzip } from './layer/gzip.js';
export { headers, impersonate } from './layer/headers.js';
export { layerNames, layersOf, layerStack, type AnyLayer, type LayerName, type LayerStack, type NamedLayer } from './layers.js';
export { rateLimit, type RateLimit, type RateLimitOptions } from './layer/rate-limit.js';
export { defaults as retryDefaults, retry, type RetryOptions } from './layer/retry.js';
export { trace, type ChannelMessages, type TracedCall } from './telemetry/channels.js';
export { tracing, type TracingOptions } from './telemetry/tracing.js';
export { tlsSource, type TlsMaterial, type TlsOptions, type TlsSource, type TlsSourceOptions } from './tls.js';
export { defaults as httpDefaults, undiciTransport, type Transport, type UndiciOptions } from './network/undici.js';
export { warnings, type WarningHandler } from './layer/warnings.js';
export { defaults as websocketDefaults, websocketTransport, type WebsocketOptions } from './network/websocket.js';
export { lines, type LinesOptions } from '../util/text/lines.js';
export {
  discard,
  respond,
  respondJson,
  type KubeRequest,
  type KubeResponse,
  type MessageSocket,
  type RequestDeadlines,
  type RequestHeaders,
  type ResponseBody,
} from '../request/http.js';
export { requestInfo, type RequestInfo } from '../request/info.js';
