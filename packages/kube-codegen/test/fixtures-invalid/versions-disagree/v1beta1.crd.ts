/** @kube group=fixtures.example.com version=v1beta1 kind=Bad scope=Cluster
 *  @shortName b, bd
 *  @category some
 *  @conversion none */
export interface BadSpec {
  a: string;
}
