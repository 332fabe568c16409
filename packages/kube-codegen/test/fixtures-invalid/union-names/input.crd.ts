import type { Condition, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  source: { kind: 'git'; '1st': string } | { kind: 'file'; path: string };
  tagged: { 'with blank': { a: string } } | { other: { b: string } };
  /** @immutable */
  'odd name'?: string;
}
