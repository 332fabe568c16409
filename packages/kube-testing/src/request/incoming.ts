/**
 * A request on its way through the server: {@link Incoming} is what the layers of its front hand on, {@link ApiCall} what the verbs are
 * given.
 */
import { own } from 'kube-core/json';
import type { KubeRequest } from 'kube-core/service';
import type { ResourceRoute, Route } from './route.js';
import type { User } from './user.js';

/** A request, where it leads, and who sent it. */
export interface Incoming extends KubeRequest {
  readonly route: Route;
  readonly user: User;
}

/** A request for objects of a kind. */
export interface ApiCall extends ResourceRoute {
  readonly request: KubeRequest;
}

/** The value of a header; of one that came several times, the values with commas between them. Empty where it did not come. */
export function header(request: KubeRequest, name: string): string {
  const value = own(request.headers, name) ?? '';
  return typeof value === 'string' ? value : value.join(', ');
}
