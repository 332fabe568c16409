/** @kube group=fixtures.example.com version=v2 kind=Bad scope=Cluster
 *  @storage
 *  @shortName bd
 *  @label tier=one
 *  @conversion webhook service=web/a */
export interface BadSpec {
  a: string;
}
