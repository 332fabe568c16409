/** @minProperties 2 */
interface Small {
  kind: 'small';
  a?: string;
}

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  open: { kind: 'a'; [more: string]: unknown } | { kind: 'b'; c: string };
  bounded: Small | { kind: 'large'; b: string };
  /** @atMostOneOf a, $b */
  some: { a?: string; $b?: string };
}
