import type { Int32 } from 'kube-core/types';

/**
 * @kube group=fixtures.example.com version=v1
 *   kind=Bad
 * A site that somebody runs.
 * It has two lines.
 */
export interface BadSpec {
  /**
   * @immutable
   *
   * Once set it stays.
   */
  a?: string;
  /**
   * @default {
   *   "min": 1
   * }
   * The smallest.
   */
  b?: { min: Int32 };
  /**
   * @validation self.size() > 0
   *   message: it must not be empty
   *   so that there is something
   */
  c?: string;
  /** @minimum 1
   *  @remarks For people.
   *  They may read on. */
  d?: Int32;
}
