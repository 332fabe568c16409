import type { Double, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  types?: { kind: 'a'; value: string } | { kind: 'b'; value: Int32 };
  /** @unionMode either */
  mode?: { kind: 'a' } | { kind: 'b' };
  /** @unionMode oneOf */
  one?: { kind: 'a' };
  fraction?: { kind: 'a'; /** @multipleOf 0.5 */ value: Double } | { kind: 'b'; value: Double };
  time?: { kind: 'a'; /** @format date-time @minLength 4 */ at: string } | { kind: 'b'; /** @format date-time */ at: string };
  nothing?: { a: string; b?: string } | { a: string; c?: string };
  filled?: { a: string; /** @default x */ own?: string } | { b: string };
  tree?: Branch;
  crossed?: { kind: 'a'; x: string } & ({ kind: 'b'; y: string } | { kind: 'c' });
}
interface Branch {
  left: Leaf;
}
interface Leaf {
  up?: Record<string, Branch[]>;
}
