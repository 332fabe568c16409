/** The merge cases. After a change run `record.ts` against a real API server. */
import type { Sequence } from './case.js';
import { builtinSequences } from './cases-builtin.js';
import { customSequences } from './cases-custom.js';

export { patchCases } from './cases-patches.js';

export const sequences: readonly Sequence[] = [...builtinSequences, ...customSequences];
