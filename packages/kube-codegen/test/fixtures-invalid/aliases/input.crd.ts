import type { IPv4, IPv5, Percent, Uuid } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  five?: IPv5;
  /** @default 25 */
  share?: Percent;
  /** @default half */
  half?: Percent;
  /** @minimum 1 */
  id?: Uuid;
  /** @default 1.2.3 */
  address?: IPv4;
}
