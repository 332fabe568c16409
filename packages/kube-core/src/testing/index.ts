/**
 * For tests: {@link ApiServer} is a Kubernetes API in the same process, {@link mockService} one that a test answers by hand,
 * {@link ManualClock} a time that stands still.
 */
export { ApiServer, type ApiServerOptions } from './apiserver/server.js';
export type { Listening, ListenOptions } from './apiserver/http.js';
export { mockService, type MockService, type PendingRequest } from './mock-service.js';
export { respond, respondJson, type KubeRequest, type KubeResponse, type ResponseBody } from '../request/http.js';
export { ManualClock } from '../util/clock.js';
