import type { Int32 } from 'kube-core/types';

/** @kube group=fixtures.example.com version=v1 kind=Half */
export interface HalfSpec {
  /** @specReplicas */
  replicas: Int32;
}

/** @kube group=fixtures.example.com version=v1 kind=Twice */
export interface TwiceSpec {
  /** @specReplicas */
  replicas: Int32;
  /** @specReplicas now */
  more: Int32;
  /** @specReplicas */
  again: Int32;
}

/** @kube group=fixtures.example.com version=v1 kind=Wrong */
export interface WrongSpec {
  /** @specReplicas */
  text: string;
  /** @discriminator kind */
  either: { kind: 'a'; a: string } | { kind: 'a'; b: string };
  /** @discriminator */
  other: { kind: 'a'; a: string } | { kind: 'b'; b: string };
  /** @discriminator kind */
  none: string;
  /** @schemaFrom Other */
  from?: string;
}
export interface WrongStatus {
  list?: {
    /** @statusReplicas */
    replicas: Int32;
  }[];
}
