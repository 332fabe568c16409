/**
 * The kind __Kind__. `npm run generate` writes its class and its CustomResourceDefinition.
 */
import type { Condition, Int32 } from 'kube-core/types';

/** A greeting, kept in a ConfigMap.
 *  @kube group=__group__ version=__version__ kind=__Kind__
 *  @printColumn name=Ready type=string jsonPath=.status.conditions[?(@.type=="Ready")].status */
export interface __Kind__Spec {
  /** What is said.
   *  @minLength 1
   *  @maxLength 200 */
  text: string;
  /** How often.
   *  @minimum 1
   *  @maximum 100
   *  @default 1 */
  times?: Int32;
}

/** How far the operator is with it. */
export interface __Kind__Status {
  observedGeneration?: Int32;
  conditions?: Condition[];
}
