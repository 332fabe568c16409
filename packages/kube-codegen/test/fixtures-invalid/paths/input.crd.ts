import type { Condition, Int32 } from 'kube-core/types';

/**
 * @kube group=fixtures.example.com version=v1 kind=Bad
 * @scale spec=.spec.replica status=.status.replicas selector=.spec.replicas
 * @printColumn name=Host type=string jsonPath=.spec.hots
 * @printColumn name=Ready type=string jsonPath=.status.conditions[?(@.typ=="Ready")].status
 * @printColumn name=List type=string jsonPath=.status.conditions.status
 * @printColumn name=Number type=integer jsonPath=.spec.host
 * @printColumn name=Text type=text jsonPath=.spec.host
 * @printColumn name=Format type=integer format=int23 jsonPath=.spec.replicas
 * @printColumn name=Bare type=string jsonPath=spec.host
 * @printColumn name=Open type=string jsonPath=.spec.parts[
 * @printColumn name=Metadata type=string jsonPath=.metadata.nmae
 * @printColumn name=Good type=string jsonPath=.metadata.labels.app\.kubernetes\.io/name
 * @printColumn name=Good type=date jsonPath=.metadata.creationTimestamp
 * @selectableField .spec.hots
 * @selectableField .metadata.name
 * @selectableField .spec.parts[0].name
 * @selectableField .spec.parts
 * @selectableField .spec.host
 */
export interface BadSpec {
  /** @selectableField */
  host: string;
  replicas: Int32;
  parts: {
    name: string;
    /** @printColumn */
    size: Int32;
    /** @selectableField */
    place: string;
  }[];
}
export interface BadStatus {
  replicas: string;
  conditions?: Condition[];
}
