/**
 * How often something may happen, as an option: {@link Rate}.
 */
import { checkOptions, checkValue, rules, type Filling } from 'kube-core/support';

/** How often something may happen. */
export interface Rate {
  /** So many a second, on average: 0.1 is one each ten seconds. */
  readonly perSecond: number;
  /** So many at once after a pause. @defaultValue as many as come in a second, at least one */
  readonly burst?: number;
}

/** @throws KubeError `option` for a rate that cannot be meant. */
export function checkRate(of: string, rate: Rate): Filling {
  const { perSecond, burst } = checkOptions<Rate>(of, rate, { perSecond: rules.rate, burst: rules.count });
  checkValue(`perSecond of ${of}`, perSecond, rules.rate);
  return { perSecond, burst: burst ?? Math.max(1, Math.ceil(perSecond)) };
}
