import type { Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /**
   * @minimum 5
   * @maximum 3
   */
  count: Int32;
}
