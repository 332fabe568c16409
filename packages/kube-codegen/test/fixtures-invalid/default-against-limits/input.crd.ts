import type { Condition, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /**
   * @pattern ^a
   * @default b
   */
  text?: string;
  /** @multipleOf 2 @default 3 */
  even?: Int32;
  /** @exclusiveMinimum 0 @default 0 */
  positive?: Int32;
  /** @maxItems 1 @default ["a", "b"] */
  few?: string[];
  /** @default ["a", 1] */
  texts?: string[];
  /** @default {"b": "x", "c": 1} */
  object?: { b: string };
  /** @default null */
  nothing?: string;
  /**
   * @validation self.min <= self.max
   *   message: min is greater than max
   * @default {"min": 2, "max": 1}
   */
  range?: { min: Int32; max: Int32 };
}
