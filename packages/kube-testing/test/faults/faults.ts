/**
 * The rows of the table: every harm at every moment. Enter at {@link breaking} and {@link gentle}.
 */
import type { Verb } from './verbs.js';
import type { NetworkFault } from '../../src/faults/network-fault.js';

/** No call gets through these. */
export const breaking: readonly NetworkFault[] = [
  ...(['reset', 'stall'] as const).flatMap((harm) => (['request', 'answer', 'head', 'body'] as const).map((when) => ({ harm, when }))),
  ...(['end', 'half-close', 'garbage'] as const).flatMap((harm) => (['answer', 'body'] as const).map((when) => ({ harm, when }))),
  { harm: 'bad-chunk', when: 'head' },
  { harm: 'page', status: 502 },
  { harm: 'page', status: 504 },
  { harm: 'no-handshake' },
  { harm: 'expired-certificate' },
];

/** Whether nothing tells the client that nothing more comes: bytes that are no message may be the beginning of one. */
export const isSilent = ({ harm, when }: NetworkFault, over: Verb['over']): boolean =>
  over !== 'call' && (harm === 'stall' || (over === 'socket' && ['garbage', 'bad-chunk'].includes(harm) && when !== 'answer'));

/** Every call gets through these. */
export const gentle: readonly NetworkFault[] = [{ harm: 'delay', delayMs: 50 }];

/** What a fault is called in the name of a test. */
export const nameOf = ({ harm, when, status }: NetworkFault): string => [harm, when, status].filter((word) => word !== undefined).join(' ');
