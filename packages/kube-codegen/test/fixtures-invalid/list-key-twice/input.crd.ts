import type { Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /**
   * @listType map
   * @listMapKey a, a
   */
  list?: { a: Int32 }[];
}
