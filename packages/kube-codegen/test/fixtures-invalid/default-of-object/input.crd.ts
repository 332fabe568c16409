import type { Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @default {} */
  a?: { b: string };
  /** @default {"b": {"c": "x"}} */
  d?: { b: { c: Int32 } };
}
