/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  pair: [string, boolean];
}
