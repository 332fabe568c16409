/**
 * A Kubernetes API in the same process: {@link ApiServer}. For tests, demos and examples; no cluster, no container.
 */
export { ApiServer, type ApiServerOptions } from './server/server.js';
export { FaultProxy } from './faults/fault-proxy.js';
export type { RelayedRequest } from './faults/running.js';
export type { CallTarget, Harm, NetworkFault } from './faults/network-fault.js';
export type { WeatherOptions } from './faults/weather.js';
export type { Authorizer } from './front/authorize.js';
export type { Fault, FaultTarget } from './front/faults.js';
export type { LoggedRequest } from './front/request-log.js';
export type { PathAttributes, RequestAttributes, ResourceAttributes } from './request/attributes.js';
export type { User } from './request/user.js';
export type { Listening, ListenOptions } from './server/http.js';
