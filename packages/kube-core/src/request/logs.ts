/**
 * The request for what a container printed: {@link logRequest}.
 */
import type { ResourceDefinition } from '../resource/definition.js';
import type { KubeRequest } from './http.js';
import type { Query } from './params.js';
import { pathOf, type Place } from './path.js';

/** Which part of a log. */
export interface LogQuery {
  readonly container?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly previous?: boolean | undefined;
  readonly timestamps?: boolean | undefined;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  readonly sinceTime?: string | undefined;
  readonly limitBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * GET the log of a container. Who calls needs the right to `get` `pods/log`.
 *
 * @param place - The pod.
 */
export function logRequest(definition: ResourceDefinition, place: Place, log: LogQuery): KubeRequest {
  const query: Query = [
    ['container', log.container],
    ['follow', log.follow === true || undefined],
    ['previous', log.previous === true || undefined],
    ['timestamps', log.timestamps === true || undefined],
    ['tailLines', log.tailLines],
    ['sinceSeconds', log.sinceSeconds],
    ['sinceTime', log.sinceTime],
    ['limitBytes', log.limitBytes],
  ];
  const path = pathOf(definition, { ...place, subresource: 'log' }, query);
  return { method: 'GET', path, headers: {}, streaming: true, ...(log.signal !== undefined && { signal: log.signal }) };
}
