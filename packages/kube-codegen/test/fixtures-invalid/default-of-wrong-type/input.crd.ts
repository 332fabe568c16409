import type { Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @default "three" */
  count?: Int32;
  /** @default slow */
  mode?: 'a' | 'b';
}
