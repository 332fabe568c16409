import type { Condition, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @maximun 3 */
  a: Int32;
  /** @enum a,b */
  b: string;
  /** @required_if a */
  c?: string;
  /** @title One @title Two */
  d: string;
  /** @default 1 @defaultValue 2 */
  e?: Int32;
  /** @format uint32 */
  f: Int32;
  /** @format emial */
  g: string;
  /** @items.required */
  h?: string[];
  /** @keys.format email */
  i: Record<string, string>;
  /** @remarks For people. @see https://example.com */
  j: string;
}
