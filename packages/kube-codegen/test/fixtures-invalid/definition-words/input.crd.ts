/** @kube group=fixtures.k8s.io version=v1 kind=Own
 *  @annotation api-approved.kubernetes.io=by me */
export interface OwnSpec {
  a: string;
}
/** @kube group=fixtures.example.com version=v1 kind=Words root=class status=Nothing
 *  @label no value
 *  @label tier=a b
 *  @annotation a/b/c=d
 *  @deprecatedVersion 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 */
export interface WordsSpec {
  a: string;
}
