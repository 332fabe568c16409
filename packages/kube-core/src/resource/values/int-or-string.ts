/**
 * A number or a share, as `maxUnavailable` and `minAvailable` are: {@link scaledValue}.
 */
import { KubeError } from '../../errors.js';
import { unwanted } from '../../util/arguments.js';
import { checkOptions, oneOf } from '../../util/options.js';
import type { IntOrString } from '../types.js';

/**
 * What a number or a share means of so many: `25%` of 10 is 2, or 3 where it is rounded up; a number is itself.
 *
 * @param value - `3` or `'25%'`.
 * @param total - What the share is of.
 * @param options - Rounds a share up or down. Kubernetes rounds `maxSurge` up and `maxUnavailable` of a Deployment down.
 * @throws KubeError `params` for a text that is no share in whole percent.
 */
export function scaledValue(value: IntOrString, total: number, options: { readonly round: 'up' | 'down' }): number {
  const { round } = checkOptions<Partial<typeof options>>('scaledValue()', options, { round: oneOf('up', 'down') });
  if (round === undefined) throw unwanted("scaledValue takes { round: 'up' } or { round: 'down' }", round);
  if (!Number.isFinite(total)) throw unwanted('scaledValue takes the number that a share is of', total);
  if (typeof value === 'number') return value;
  const [, percent] = /^([+-]?\d+)%$/.exec(value) ?? [];
  if (percent === undefined) throw new KubeError('params', `"${value}" is neither a number nor a share such as 25%`);
  const exact = (Number(percent) * total) / 100;
  return (round === 'up' ? Math.ceil(exact) : Math.floor(exact)) + 0; // no -0
}
