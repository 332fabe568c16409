/** @kube group=fixtures.example.com version=v1 kind=Bad
 *  @storage */
export interface BadSpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1beta1 kind=Bad */
export interface BadV1beta1Spec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1 kind=Other plural=bads */
export interface OtherSpec {
  a: string;
}
