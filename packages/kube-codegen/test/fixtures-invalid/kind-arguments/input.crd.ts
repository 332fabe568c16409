/**
 * @kube group=fixtures.example.com version=v1 kind=Bad plurals=bads
 * @scale specReplicasPath=.spec.replicas statusReplicasPath=.status.replicas
 * @printColumn name=Host type=string jsonpath=.spec.host
 */
export interface BadSpec {
  /** @printColumn prioritty=1 */
  host: string;
}
