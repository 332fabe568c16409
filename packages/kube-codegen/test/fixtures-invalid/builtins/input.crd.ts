import type { PodSpec, PodSpecification } from 'kube-core/k8s';
import type { EnvVar } from 'kube-core/types';
import type { Ingress } from 'kube-core/k8s/extensions-v1beta1';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  pod?: PodSpecification;
  env?: EnvVar[];
  ingress?: Ingress;
  resources?: ResourceRequirements;
  /** @minLength 1 */
  spec?: PodSpec;
  /** @default {"restartPolicy": "Never"} */
  template?: PodSpec;
  one?: PodSpec | string;
}
