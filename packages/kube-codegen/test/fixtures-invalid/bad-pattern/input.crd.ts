/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @pattern ^(?=a) */
  value: string;
}
