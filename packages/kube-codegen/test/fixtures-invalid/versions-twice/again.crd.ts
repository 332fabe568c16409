/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  a: string;
}
