import type { Condition, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  /** @listMapKey name */
  plain: { name: string }[];
  /** @listType set */
  nullable: (string | null)[];
  /** @listType set */
  objects: { a: string }[];
  /** @listType map */
  keyless: { a: string }[];
  /** @listType map @listMapKey a */
  texts: string[];
  /** @listType map @listMapKey naem */
  misspelt: { name: string }[];
  /** @listType map @listMapKey name */
  nullKey: { name: string | null }[];
  /** @listType map @listMapKey inner */
  deepKey: { inner: { a: string } }[];
  /** @embeddedResource */
  embedded: { kind: Int32 };
  conditions: Condition[];
}
