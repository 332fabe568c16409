/** @kube group=fixtures.example.com version=v1 kind=A
 *  @conversion webhook url=http://example.com/convert */
export interface ASpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1 kind=B
 *  @conversion webhook service=web/b path=convert port=70000 caBundle=text */
export interface BSpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1 kind=C
 *  @conversion webhook service=web/c url=https://example.com */
export interface CSpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1 kind=D
 *  @conversion webhook servce=web/d */
export interface DSpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1 kind=E
 *  @conversion webhook service=web/e path=/a//b reviewVersions=v2 */
export interface ESpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1 kind=F
 *  @conversion webhook url=https://user@example.com/?a reviewVersions=v1,v1 */
export interface FSpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1 kind=G
 *  @conversion lua */
export interface GSpec {
  a: string;
}
