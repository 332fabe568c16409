import type { Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @multipleOf 0 */
  a?: Int32;
}
