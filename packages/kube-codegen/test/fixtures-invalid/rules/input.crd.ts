import type { Condition, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /**
   * @validation self.min <=
   * @validation self.mim <= self.max
   * @validation self.max
   * @validation self.elsewhere > 0
   * @validation min < 3
   * @validation self.min.startsWith('a')
   */
  range: { min: Int32; max: Int32 };
  /** @validation {rule: "self.size() > one", message: "short"} */
  text: string;
  /**
   * @validation {
   *   rule: "size(self) > 0", message: "two\nlines",
   *   reason: "Because", fieldPath: ".b", optionalOldSelf: true, messageExpression: "1",
   * }
   */
  other: { a?: string };
  /** @validation self.size() > 0 */
  anything: unknown;
}
