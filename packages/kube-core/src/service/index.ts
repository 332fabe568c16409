/**
 * Requests, layers and transports: what a program needs to put its own layer or transport into a client.
 */
export { stack, mapRequest, transport, type Layer, type Service } from './service.js';
export { auth, type Credentials } from './auth.js';
export { baseUri } from './base-uri.js';
export { headers } from './headers.js';
export { retry, type RetryOptions } from './retry.js';
export { undiciTransport, type Transport } from './undici.js';
export { websocketTransport } from './websocket.js';
export {
  discard,
  respond,
  respondJson,
  type KubeRequest,
  type KubeResponse,
  type MessageSocket,
  type RequestHeaders,
  type ResponseBody,
} from '../request/http.js';
