/**
 * What every request passes before it is answered: {@link front} puts the layers around the verbs, outermost first. A new concern of the
 * whole server is one more layer of this list.
 */
import { stack, type Layer, type Service } from 'kube-core/service';
import type { Cluster } from '../cluster.js';
import type { Incoming } from '../request/incoming.js';
import { routeOf } from '../request/route.js';
import { administrator } from '../request/user.js';
import { authenticate, type Authenticator } from './authenticate.js';
import { allowAll, authorize, type Authorizer } from './authorize.js';
import { limitBody } from './body-limit.js';
import { dispatch } from './dispatch.js';
import { endWith } from './ending.js';
import { injectFaults, type Faults } from './faults.js';
import { recover } from './recover.js';
import type { Report } from '../report.js';
import { logRequests, type RequestLog } from './request-log.js';

/** What the layers of a server need. */
export interface FrontOptions {
  readonly faults: Faults;
  readonly report: Report;
  readonly log: RequestLog;
  readonly authorizer: Authorizer;
  /** Who sends a request; undefined for somebody unknown. */
  readonly authenticator: Authenticator;
}

const layers = (cluster: Cluster, options: FrontOptions): readonly Layer<Incoming>[] => [
  endWith(cluster.ending),
  recover(options.report),
  authenticate(options.authenticator, options.authorizer),
  logRequests(options.log),
  injectFaults(options.faults, cluster),
  ...(options.authorizer === allowAll ? [] : [authorize(options.authorizer)]),
  limitBody,
];

/** The service of a server. A request is routed here, once. */
export function front(cluster: Cluster, options: FrontOptions): Service {
  const answer = stack(dispatch(cluster), layers(cluster, options));
  return (request) => answer({ ...request, route: routeOf(request, cluster.registry), user: administrator });
}
