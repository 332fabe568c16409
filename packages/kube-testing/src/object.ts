/**
 * What every object of the API is, whatever its kind: {@link KubeJson}.
 */
import type { JsonObject } from 'kube-core/json';
import type { ObjectMeta } from 'kube-core/types';

/** An object of the API, whatever its kind. */
export interface KubeJson extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<ObjectMeta>;
}
