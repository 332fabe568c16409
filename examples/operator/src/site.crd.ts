/**
 * The kind Site, in two versions. `npm run generate` writes the rest.
 */
import type { Condition, Int32 } from 'kube-core/types';

/** A web site of one page, and the web servers that serve it.
 *  @kube group=hosting.example.com version=v1 kind=Site
 *  @storage
 *  @conversion webhook service=hosting-system/hosting-operator path=/convert
 *  @category hosting
 *  @printColumn name=Replicas type=integer jsonPath=.spec.replicas
 *  @printColumn name=Ready type=string jsonPath=.status.conditions[?(@.type=="Ready")].status
 *  @printColumn name=Reason type=string jsonPath=.status.conditions[?(@.type=="Ready")].reason */
export interface SiteSpec {
  /** The page, as HTML. */
  page: string;
  /** How many web servers serve it.
   *  @minimum 0
   *  @maximum 20
   *  @default 1 */
  replicas?: Int32;
  /** What serves it: an image with nginx. The operator fills in its own where there is none. */
  image?: string;
}

/** How far the operator is with it. */
export interface SiteStatus {
  observedGeneration?: Int32;
  /** How many web servers answer. */
  readyReplicas?: Int32;
  conditions?: Condition[];
}

/** A web site as it was: of two sizes, and with no say in what serves it.
 *  @kube group=hosting.example.com version=v1beta1 kind=Site root=SiteV1beta1 status=SiteStatus */
export interface SiteV1beta1Spec {
  /** The page, as HTML. */
  html: string;
  /** One web server, or three.
   *  @default small */
  size?: 'small' | 'large';
}
