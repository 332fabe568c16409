/** @kube group=fixtures.example.com version=v1 kind=None */
export interface NoneSpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v2 kind=None root=NoneV2 */
export interface NoneV2Spec {
  a: string;
}

/** @kube group=fixtures.example.com version=v1 kind=Both
 *  @storage
 *  @unserved */
export interface BothSpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v2 kind=Both root=BothV2
 *  @storage @served false */
export interface BothV2Spec {
  a: string;
}

/** @kube group=fixtures.example.com version=v1 kind=Alone
 *  @storage false */
export interface AloneSpec {
  a: string;
}

/** @kube group=fixtures.example.com version=v1 kind=Left
 *  @skipVersion */
export interface LeftSpec {
  a: string;
}

/** @kube group=fixtures.example.com version=v1 kind=Word
 *  @storage maybe
 *  @served
 *  @skipVersion now */
export interface WordSpec {
  a: string;
}
