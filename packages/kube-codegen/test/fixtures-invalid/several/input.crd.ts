/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @minimun 1 */
  a: number;
  b: Date;
  /** @maxLength ten */
  c: string;
}
