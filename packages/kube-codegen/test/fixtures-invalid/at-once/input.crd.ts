import type { Condition, Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1
 *  @printColumn name=Gone type=string jsonPath=.spec.gone */
export interface BadSpec {
  /** @minimum one @default "two" */
  count?: number;
  /** @title */
  when?: Date;
  /** @default "three" */
  size?: Int32;
  /** @validation self.hots != '' */
  object?: { host: string };
  either?: { a: Date } & { b: any };
  one?: { c: string } | { d: Date; e: Map<string, string> };
  choice?: { x: string; y?: string } | { x: string; z?: string };
  /** @listType map */
  list?: { name: string }[];
}
export interface BadStatus {
  conditions?: Condition[];
  since?: bigint;
}
