import type { Int32, IntOrString } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @default 'quoted' */
  text?: string;
  /** @default */
  nothing?: string;
  /** @default 3 */
  version?: string;
  /** @default three @minimum 2 */
  count?: Int32;
  /** @default "3" */
  counted?: Int32;
  /** @default yes */
  flag?: boolean;
  /** @default 'fast' */
  mode?: 'slow' | 'fast';
  /** @default slwo */
  typo?: 'slow' | 'fast';
  /** @default a, b */
  names?: string[];
  /** @default "a" */
  wrapped?: string[];
  /** @default none */
  object?: { host: string; port?: Int32 };
  /** @default [80] */
  port?: IntOrString;
  /** @default {"a": 1} */
  labels?: Record<string, string>;
}
