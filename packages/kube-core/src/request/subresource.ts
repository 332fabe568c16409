/**
 * Requests for what only some kinds have: here, running a command in a pod.
 */
import type { KubeRequest } from './http.js';
import { resourcePath, type Place } from './path.js';
import type { Query } from './params.js';
import type { ResourceDefinition } from '../resource/definition.js';

/** Which streams a command has, and where it runs. */
export interface ExecQuery {
  readonly command: readonly string[];
  readonly container?: string | undefined;
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** Subprotocols of exec and attach, best first: v5 can close stdin, older servers speak v4. */
const execProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

/**
 * GET exec as a WebSocket. Who calls needs the right to `get`, and since 1.35 to `create`, `pods/exec`.
 *
 * @param place - The pod.
 */
export function execRequest(definition: ResourceDefinition, place: Place, exec: ExecQuery): KubeRequest {
  const query: Query = [
    ...exec.command.map((word) => ['command', word] as const),
    ['container', exec.container],
    ['stdin', exec.stdin || undefined],
    ['stdout', true],
    ['stderr', exec.tty ? undefined : true], // a terminal has one output
    ['tty', exec.tty || undefined],
  ];
  const path = resourcePath(definition, { ...place, subresource: 'exec' }, query);
  return { method: 'GET', path, headers: {}, upgrade: execProtocols, streaming: true };
}
