/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  source:
    | { kind: 'git'; /** @default main */ branch?: string }
    | { kind: 'file'; path: string };
}
