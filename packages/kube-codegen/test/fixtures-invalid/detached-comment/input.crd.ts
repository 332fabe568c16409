/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @minLength 1 */

  /** The name. */
  name: string;
}
