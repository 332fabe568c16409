/**
 * Requests for what only pods have: streams with their processes, evicting one, putting it on a node.
 */
import type { KubeRequest } from './http.js';
import { pathOf, type Place } from './path.js';
import { createRequest, type Target } from './build.js';
import { checkDeleteOptions, deleteBody, type CallOptions, type DeleteOptions, type Query, type WriteOptions } from './params.js';
import type { ResourceDefinition } from '../resource/definition.js';

/** Which streams a process has, and where it runs. */
export interface SessionQuery {
  /** The command to run; without one, the process that the container runs is meant. */
  readonly command?: readonly string[];
  readonly container?: string | undefined;
  readonly stdin: boolean;
  readonly tty?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Subprotocols of exec and attach, best first: v5 can close stdin, older servers speak v4. */
const sessionProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

/**
 * GET exec or attach as a WebSocket. Who calls needs the right to `get`, and since 1.35 to `create`, `pods/exec` or `pods/attach`.
 *
 * @param place - The pod.
 */
export function sessionRequest(definition: ResourceDefinition, place: Place, session: SessionQuery): KubeRequest {
  const { command = [], container, stdin, tty = false, signal } = session;
  const query: Query = [
    ...command.map((word) => ['command', word] as const),
    ['container', container],
    ['stdin', stdin || undefined],
    ['stdout', true],
    ['stderr', tty ? undefined : true], // a terminal has one output
    ['tty', tty || undefined],
  ];
  const subresource = session.command === undefined ? 'attach' : 'exec';
  const path = pathOf(definition, { ...place, subresource }, query);
  return { method: 'GET', path, headers: {}, upgrade: sessionProtocols, streaming: true, ...(signal !== undefined && { signal }) };
}

/**
 * POST an eviction: a delete that a disruption budget may refuse.
 *
 * @param target - The eviction of a pod.
 * @param options - Those of the delete; a dry run is one of the eviction as well.
 */
export function evictRequest(target: Target, options: DeleteOptions = {}): KubeRequest {
  const given = checkDeleteOptions(options);
  const body = { ...bodyOf('policy/v1', 'Eviction', target), deleteOptions: deleteBody(given) };
  return createRequest(target, body, { ...callOptions(given), dryRun: given.dryRun === true });
}

/**
 * POST a binding: what puts a pod on a node.
 *
 * @param target - The binding of a pod.
 */
export function bindRequest(target: Target, node: string, options: WriteOptions = {}): KubeRequest {
  return createRequest(target, { ...bodyOf('v1', 'Binding', target), target: { apiVersion: 'v1', kind: 'Node', name: node } }, options);
}

const bodyOf = (apiVersion: string, kind: string, { name, namespace }: Target): object => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});

const callOptions = ({ signal, timeoutSeconds }: CallOptions): CallOptions => ({
  ...(signal !== undefined && { signal }),
  ...(timeoutSeconds !== undefined && { timeoutSeconds }),
});
