/**
 * For tests: {@link mockService} is a Kubernetes API that a test answers by hand, {@link replay} one that answers as a real one did when
 * {@link record} listened, {@link ManualClock} a time that stands still.
 * An API server in the same process is in the package `kube-testing`.
 */
export { mockService, type MockService, type PendingRequest } from './mock-service.js';
export { record, type Recorder } from './recording/record.js';
export { replay, type Replay, type ReplayOptions } from './recording/replay.js';
export type { RecordingOptions } from './recording/request.js';
export type { RecordedBody, RecordedRequest } from './recording/file.js';
export { respond, respondJson, type KubeRequest, type KubeResponse, type ResponseBody } from '../request/http.js';
export { ManualClock } from '../util/async/clock.js';
