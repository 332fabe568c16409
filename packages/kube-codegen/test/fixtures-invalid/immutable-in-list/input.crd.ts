import type { Condition, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  list: {
    /** @immutable */
    name?: string;
    /** @validation self == oldSelf */
    host: string;
  }[];
  /** @items.immutable */
  words: string[];
}
