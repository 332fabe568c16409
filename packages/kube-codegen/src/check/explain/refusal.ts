/** A finding of the server's rules, and the place of the source that it is about. */
import type { Finding } from 'kube-core/schema';
import type { Located } from '../../schema/places.js';

export interface Refusal extends Located {
  readonly finding: Finding;
}
