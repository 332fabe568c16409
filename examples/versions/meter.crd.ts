import type { Int32 } from 'kube-core/types';

/** A meter.
 *  @kube group=example.com version=v1 kind=Meter
 *  @storage
 *  @shortName mt */
export interface MeterSpec {
  unit: 'litre' | 'kilogram';
  /** @minimum 0 */
  reading?: Int32;
}

/** A meter, as it was.
 *  @kube group=example.com version=v1beta1 kind=Meter root=MeterV1beta1
 *  @deprecatedVersion use example.com/v1 Meter */
export interface MeterV1beta1Spec {
  unit: 'litre' | 'kilogram';
}
