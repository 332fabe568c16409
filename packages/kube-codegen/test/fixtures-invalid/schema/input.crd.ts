/** @kube group=example.com version=v1 kind=Odd whole=yes */
export interface OddSpec {
  /** @schema maxLength 3 */
  a: string;
  /** @schema {"maxLenght": 3} */
  b: string;
  /** @schema {"const": 3} */
  c: string;
  /** @schema {"x-kubernetes-list-type": "set"} */
  d: string;
}

/** @kube group=example.com version=v1 kind=Names whole=true */
export type Names = Record<string, string>;
