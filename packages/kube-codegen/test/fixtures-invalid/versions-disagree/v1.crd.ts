/** @kube group=fixtures.example.com version=v1 kind=Bad plural=badly
 *  @label tier=two
 *  @category all */
export interface BadSpec {
  a: string;
}
