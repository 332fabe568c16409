/** @kube group=fixtures.example.com kind=Bad */
export interface BadSpec {
  a: string;
}
