/**
 * @kube group=fixtures.example.com version=v1 kind=Bad
 * @noAgeColumn
 */
export interface BadSpec {
  a: string;
}
