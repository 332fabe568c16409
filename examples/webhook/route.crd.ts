/**
 * A kind in two versions. `kube-codegen generate route.crd.ts` writes the rest.
 */
import type { Int32 } from 'kube-core/types';

/** A route, as it is now.
 *  @kube group=example.com version=v1 kind=Route
 *  @storage */
export interface RouteSpec {
  listener: {
    /** @minLength 1 */
    host: string;
    port?: Int32;
  };
  /** Whom to ask. */
  owner?: string;
}

/** A route, as it was.
 *  @kube group=example.com version=v1beta1 kind=Route root=RouteV1beta1 */
export interface RouteV1beta1Spec {
  host: string;
  port?: Int32;
}
