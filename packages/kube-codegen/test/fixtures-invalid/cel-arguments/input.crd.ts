import type { Condition, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @cel rule="self > 0" mesage="positive" */
  a: Int32;
  /** @cel rule='self > 0' message='positive' */
  b: Int32;
  /** @cel message="positive" */
  c: Int32;
  /** @validation {rule: "self > 0", massage: "positive"} */
  d: Int32;
  /** @cel rule="self > zero" message="positive" */
  e: Int32;
  /** @exactlyOneOf left, rihgt */
  f: { left?: string; right?: string };
}
