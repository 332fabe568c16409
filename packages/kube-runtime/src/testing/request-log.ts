/**
 * Writes down what a test run asks of the API, and says which rules that needs: {@link requestLog}.
 */
import type { PolicyRule } from 'kube-core/k8s/rbac-v1';
import { requestInfo, type KubeRequest, type KubeResponse, type Layer, type RequestInfo } from 'kube-core/service';
import { rolesOf, type Roles, type RolesOptions } from '../rbac/roles.js';
import { grantsOf, rulesOf } from '../rbac/rules.js';
import type { Permission, Verb } from '../util/permission.js';

/** What was asked through a layer. */
export interface RequestLog {
  /** Of the client that is to be listened to. It belongs outside of the layer `base-uri`: in a list of layers, or in front of the defaults. */
  readonly layer: Layer;
  /** All that was asked, in order, as API servers read it. */
  readonly requests: readonly RequestInfo[];
  /** The least rules for it, wherever it was asked: namespaces and names of a test are not those of production. */
  rules(): PolicyRule[];
  /** The least roles for it where it was asked: a Role for each namespace, a ClusterRole for what went to all of them. */
  rbac(options: RolesOptions): Roles;
  /** Forgets what was asked until now. */
  clear(): void;
}

/**
 * Listens to a client, and gives the least rules that its user needs for what it asked.
 *
 * @remarks
 * Guarantees: the same requests give the same rules, in whichever order and however often they were made. An apply or a replace that created
 * something needs `create` too; a watch that begins with a list needs `list` too, for servers that cannot do so; exec, attach and port-forward
 * need `get` and `create`, since newer servers want the latter.
 *
 * Caveats: it knows what was asked in the test, and nothing else. What is about no resource, discovery for example, is left out: everybody
 * who is logged in may read that.
 *
 * @example
 * ```ts
 * import { Client, Config } from 'kube-core';
 * import { requestLog } from 'kube-runtime/testing';
 *
 * const log = requestLog();
 * await using client = Client.from(await Config.fromKubeconfig(), { layers: [log.layer] });
 * console.log(log.rules());
 * ```
 */
export function requestLog(): RequestLog {
  const requests: RequestInfo[] = [];
  const permissions: Permission[] = [];
  const note = (asked: RequestInfo, verbs: readonly Verb[]): void => {
    const { group = '', resource, subresource, namespace } = asked;
    if (resource === undefined) return;
    const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
    permissions.push({ group, resource: whole, verbs, ...(namespace !== undefined && { namespace }) });
  };
  return {
    layer: (inner) => async (request) => {
      const asked = requestInfo(request);
      requests.push(asked);
      note(asked, verbsOf(request, asked));
      const response = await inner(request);
      if (hasCreated(asked, response)) note(asked, ['create']);
      return response;
    },
    requests,
    rules: () => rulesOf(grantsOf(permissions.map(({ namespace: _, ...everywhere }) => everywhere))),
    rbac: (options) => rolesOf(permissions, options),
    clear: () => {
      requests.length = 0;
      permissions.length = 0;
    },
  };
}

/** The server asks for the right to create as soon as it finds nothing to change. */
const hasCreated = ({ verb }: RequestInfo, { status }: KubeResponse): boolean => status === 201 && (verb === 'patch' || verb === 'update');

/** The verbs of RBAC. */
function verbsOf({ path, method }: KubeRequest, { verb, subresource = '' }: RequestInfo): readonly Verb[] {
  if (verb === 'watch' && /[?&]sendInitialEvents=(?:true|1)(?:&|$)/.test(path)) return ['list', 'watch'];
  if (verb === 'connect' && ['exec', 'attach', 'portforward'].includes(subresource)) return ['get', 'create'];
  if (verb === 'connect') return [method === 'POST' ? 'create' : 'get'];
  return [verb === 'head' ? 'get' : verb];
}
