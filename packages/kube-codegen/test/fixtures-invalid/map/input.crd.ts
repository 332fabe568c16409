/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  values: Map<string, string>;
}
