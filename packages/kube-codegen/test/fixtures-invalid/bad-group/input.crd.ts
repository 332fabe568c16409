/** @kube group=Example version=v1 kind=Bad */
export interface BadSpec {
  a: string;
}
